import { forwardRef, type ReactNode, useEffect, useRef } from 'react'
import type { ConversationView, Turn } from '../../../platform/lenses/model/types.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { count, duration } from '../../format/format.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { Answered, Nothing } from '../answered.tsx'
import { SCROLLS } from '../scrolls.ts'
import { useInsight } from '../use-insight.ts'
import { errorWords, evaluationViews, money, thumbOf } from './call-words.ts'
import { Thumb } from './thumb.tsx'
import { TurnTrace } from './turn-trace.tsx'
import { TurnView } from './turn-view.tsx'

const EVERY_MS = 10_000

interface ConversationPanelProps {
  id: string | null
  /** The call that was chosen: its turn is the one that is looked at. */
  call: string | null
}

/** One conversation in full: what the model was told, asked, answered, and what was thought of it. */
export const ConversationPanel = forwardRef<HTMLElement, ConversationPanelProps>(function ConversationPanel(
  { id, call },
  ref,
) {
  const insight = useInsight<ConversationView>(
    id === null ? null : `/model/conversations/${encodeURIComponent(id)}`,
    EVERY_MS,
  )
  // While another one is asked for, the one before is not it.
  const data = insight.data?.id === id ? insight.data : undefined
  return (
    <section ref={ref} className="card lens-one conversation" aria-label="Conversation" tabIndex={-1}>
      {id === null ? (
        <Nothing title="No conversation yet">Its turns stand here once the model was called.</Nothing>
      ) : (
        <Answered insight={{ ...insight, data }}>{view => <Conversation key={id} view={view} call={call} />}</Answered>
      )}
    </section>
  )
})

function Conversation({ view, call }: { view: ConversationView; call: string | null }) {
  const link = useDatadogLink({ to: 'llm', query: `@session_id:${view.id}` }, '4h')
  const { turns } = view
  const turn = turns.find(one => one.calls.some(({ id }) => id === call)) ?? turns.at(-1)
  if (!turn) {
    return <Nothing title="Nothing is known of it any more">Its calls are older than what is kept.</Nothing>
  }
  const number = turns.indexOf(turn) + 1
  return (
    <>
      <header className="trace-head">
        <h2 className="row">
          <span className="cut">{view.user ? `Conversation of ${view.user}` : 'Conversation'}</span>
          <TurnBadge turn={turn} number={number} />
          {link && (
            <a className="btn sm end" href={link.href} target="_blank" rel="noreferrer">
              Open in Datadog <Icon name="external" />
            </a>
          )}
        </h2>
        <p className="note ids">
          <span>
            conversation <span className="mono mid">{view.id}</span>
          </span>
          {turn.messageId && (
            <span>
              message <span className="mono mid">{turn.messageId}</span>
            </span>
          )}
          {view.model && (
            <span>
              model <span className="mono mid">{view.model}</span>
            </span>
          )}
        </p>
      </header>
      <Sums view={view} />
      <Turns view={view} chosen={turn} />
      <div className="conversation-foot">
        <Evaluations turn={turn} number={number} />
        <TurnTrace key={turn.id} traceId={turn.traceId} number={number} />
      </div>
    </>
  )
}

function TurnBadge({ turn, number }: { turn: Turn; number: number }) {
  if (turn.failure) return <Badge tone="bad">{`Turn ${number} failed`}</Badge>
  if (turn.reply === null) {
    return <Badge tone="recovering">Turn {number} has no reply yet</Badge>
  }
  return null
}

function Sums({ view }: { view: ConversationView }) {
  const evaluations = view.turns.flatMap(turn => turn.evaluations)
  const scores = evaluations.flatMap(({ label, value }) =>
    label === 'keyword_overlap' && typeof value === 'number' ? [value] : [],
  )
  const thumbs = view.turns.flatMap(turn => thumbOf(turn.evaluations) ?? [])
  return (
    <dl className="conversation-sums">
      <Sum label="Turns">{count(view.turns.length)}</Sum>
      <Sum label="Tokens in / out">
        {count(view.tokens.input)} / {count(view.tokens.output)}
      </Sum>
      <Sum label="Cost">{view.cost === null ? 'none' : money(view.cost)}</Sum>
      <Sum label="First token, p50">{view.firstTokenSeconds === null ? 'none' : duration(view.firstTokenSeconds)}</Sum>
      <Sum label="Evaluation">
        {scores.length === 0 ? 'none' : (scores.reduce((a, b) => a + b, 0) / scores.length).toFixed(2)}
        {thumbs.length > 0 && (
          <>
            {' '}
            <Thumb thumb={thumbs.includes('down') ? 'down' : 'up'} />
          </>
        )}
      </Sum>
    </dl>
  )
}

function Sum({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="label">{label}</dt>
      <dd className="b">{children}</dd>
    </div>
  )
}

function Turns({ view, chosen }: { view: ConversationView; chosen: Turn }) {
  const list = useRef<HTMLElement>(null)
  useEffect(() => {
    const turn = list.current?.querySelector<HTMLElement>(`[data-turn="${chosen.id}"]`)
    if (turn && list.current) list.current.scrollTop = turn.offsetTop - list.current.offsetTop
  }, [chosen.id])
  return (
    <section ref={list} className="turns" aria-label="Turns" {...SCROLLS}>
      {view.cut && <p className="note">Its begin is missing: there was more than could be read.</p>}
      {view.systemPrompt && (
        <details className="turn">
          <summary>
            <span className="who">system</span>
            <span className="mid cut">{view.systemPrompt}</span>
          </summary>
          <p className="full mid">{view.systemPrompt}</p>
        </details>
      )}
      {view.turns.map((turn, index) => (
        <TurnView key={turn.id} turn={turn} number={index + 1} chosen={turn === chosen} />
      ))}
    </section>
  )
}

function Evaluations({ turn, number }: { turn: Turn; number: number }) {
  const thumb = thumbOf(turn.evaluations)
  const views = evaluationViews(turn.evaluations)
  return (
    <section aria-label={`Evaluation of turn ${number}`}>
      <h3>Evaluation of turn {number}</h3>
      <ul className="rows">
        <li>
          {turn.user ?? 'Its asker'}
          {thumb === null ? (
            <span className="dim">no thumb</span>
          ) : (
            <Badge tone={thumb === 'up' ? 'ok' : 'warn'} icon={thumb === 'up' ? 'thumb-up' : 'thumb-down'}>
              Thumbs {thumb}
            </Badge>
          )}
        </li>
        {views.map(({ label, name, value, tone, verdict }) => (
          <li key={label}>
            {name}
            <span className="end mono">{value}</span>
            <Badge tone={tone}>{verdict}</Badge>
          </li>
        ))}
      </ul>
      {views.length === 0 && (
        <p className="note">{turn.reply === null ? 'No reply, nothing to judge.' : 'No automatic evaluation of it.'}</p>
      )}
      {turn.calls.length > 1 && (
        <p className="note">
          {turn.calls.length} calls of the model:{' '}
          {turn.calls.map(call => (call.error ? errorWords(call.error) : 'good reply')).join(', ')}.
        </p>
      )}
    </section>
  )
}
