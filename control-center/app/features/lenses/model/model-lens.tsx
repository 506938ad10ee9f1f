import { useEffect, useRef, useState } from 'react'
import type { CallsView, ModelCall } from '../../../platform/lenses/model/types.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { Icon } from '../../../ui/icon.tsx'
import { useAddress } from '../../../ui/use-address.ts'
import { useLive } from '../../live/query.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { spanOf } from '../../widgets/spans.ts'
import { SearchField } from '../search-bar.tsx'
import { useInsight } from '../use-insight.ts'
import { CallFacets } from './call-facets.tsx'
import { chosenOf, facetsOf, filtered } from './call-filters.ts'
import { CallsCard } from './calls-card.tsx'
import { ConversationPanel } from './conversation-panel.tsx'

const EVERY_MS = 10_000
/** Whoever goes through the list by arrows asks for the conversation where they stay, not for each on the way. */
const REST_MS = 350

/** Calls of the model, what they have in common, and the conversation behind one of them. All of it in the address. */
export function ModelLens({ ownSpan }: { ownSpan: Span }) {
  const [search, change] = useAddress()
  const span = spanOf(search.get('span'), ownSpan)
  const words = search.get('q') ?? ''
  const chosen = chosenOf(search.get('filter'))
  const runs = useLive(state => state.runs)
  const insight = useInsight<CallsView>(`/model/calls?${new URLSearchParams({ span, query: words })}`, EVERY_MS)
  const calls = insight.data?.calls ?? []
  const link = useDatadogLink({ to: 'llm', query: `@ml_app:chat-demo ${words}`.trim() }, span)
  const panel = useRef<HTMLElement>(null)

  // What is looked at stays, however many newer calls come.
  const [first, setFirst] = useState<ModelCall | null>(null)
  useEffect(() => {
    if (insight.data) setFirst(known => known ?? insight.data?.calls[0] ?? null)
  }, [insight.data])
  const conversation = search.get('conversation') ?? first?.conversation ?? null
  const ofAddress = search.get('conversation') !== null
  const call =
    search.get('call') ?? (ofAddress ? calls.find(one => one.conversation === conversation)?.id : first?.id) ?? null
  const rested = useRested(conversation)

  return (
    <section className="lens-model" aria-label="Calls and conversations">
      <div className="lens-bar">
        <SearchField
          what="calls of the model"
          words={words}
          placeholder="@status:error @session_id:…, or words of a prompt or a reply"
          onWords={q => change({ q })}
        />
        {link && (
          <a className="btn" href={link.href} target="_blank" rel="noreferrer">
            Same search in Datadog <Icon name="external" />
          </a>
        )}
      </div>
      <div className="model-split">
        <CallFacets
          facets={facetsOf(calls, runs, chosen)}
          chosen={chosen}
          onChange={next => change({ filter: [...next].join(',') })}
        />
        <CallsCard
          insight={insight}
          shown={filtered(calls, runs, chosen)}
          runs={runs}
          span={span}
          searched={words !== '' || chosen.size > 0}
          chosen={call}
          onChoose={one => change({ call: one.id, conversation: one.conversation ?? '' })}
          onOpen={() => panel.current?.focus()}
        />
        <ConversationPanel ref={panel} id={rested} call={call} />
      </div>
    </section>
  )
}

/** A value once it has not changed for a moment; the first one at once. */
function useRested(value: string | null): string | null {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    if (rested === null) return setRested(value)
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value, rested])
  return rested
}
