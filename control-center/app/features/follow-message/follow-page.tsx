import { Link } from '@remix-run/react'
import { useEffect, useMemo, useState } from 'react'
import { traceTree } from '../../platform/lenses/trace-tree.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { percent, sentence } from '../format/format.ts'
import { milliseconds } from '../lenses/traces/trace-words.ts'
import { Waterfall } from '../lenses/traces/waterfall.tsx'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { type Followed, passedOf, placesOf, wayOf } from './follow-state.ts'
import { useFollow } from './use-follow.ts'
import { Way } from './way.tsx'

const QUESTION = 'Which plants survive a dry balcony?'

/** One message as it travels, then what its trace says of each hop. */
export function FollowPage() {
  const { state, busy, error, send, hear, takeNewest } = useFollow()
  const ofTour = useLive(live => live.tour?.progress.message?.traceId ?? null)
  // The message that the tour sent is the one to see, also the next one.
  useEffect(() => {
    if (ofTour !== null) hear(ofTour)
  }, [ofTour, hear])
  const [words, setWords] = useState(QUESTION)
  const now = useNow()
  const way = useMemo(() => wayOf(state), [state])
  const places = placesOf(state)
  const elapsed = places.length > 0 && state.sentAt !== null ? Math.max(0, now - state.sentAt) / 1000 : null
  return (
    <>
      <form
        className="lens-bar"
        onSubmit={event => {
          event.preventDefault()
          send(words)
        }}
      >
        <label className="lens-search">
          <span className="vh">Message</span>
          <input
            className="field"
            value={words}
            required
            maxLength={500}
            onChange={event => setWords(event.target.value)}
          />
        </label>
        <Button look="pri" type="submit" hint="Enter" busy={busy && places.length > 0}>
          {state.sentAt === null ? 'Send and follow' : 'Send another'}
        </Button>
        <Button onClick={takeNewest}>Take the newest</Button>
        <Link className="btn" to="/traces">
          All traces
        </Link>
      </form>
      {error && (
        <p className="bad" role="alert">
          {sentence(error)}
        </p>
      )}
      <Card
        title="The way of the message"
        sub="there on top, back below; blue is where it is now, dashed is still to come"
        end={<Progress state={state} elapsed={elapsed} />}
      >
        <Way way={way} places={places} passed={passedOf(state)} />
        <Verdict state={state} way={way} busy={busy} />
      </Card>
      <Trace state={state} busy={busy} />
    </>
  )
}

function Progress({ state, elapsed }: { state: Followed; elapsed: number | null }) {
  if (elapsed !== null)
    return (
      <Badge tone="recovering">
        On its way, {Math.floor(elapsed)}
        {'\u00a0'}s
      </Badge>
    )
  if (state.refused) return <Badge tone="bad">{state.refused.status ?? 'failed'}</Badge>
  return state.done === null ? null : <Badge tone="ok">Answered in {milliseconds(state.done)}</Badge>
}

function Verdict({ state, way, busy }: { state: Followed; way: ReturnType<typeof wayOf>; busy: boolean }) {
  if (state.sentAt === null) return <p className="note">Nothing was sent yet. It is a real message to the chat.</p>
  const share = way.model !== null && way.total ? way.model / way.total : null
  return (
    <div className="follow-words" aria-live="polite">
      {state.content && <p className="mid">“{state.content}”</p>}
      {state.reply && <p className="follow-reply">{state.reply}</p>}
      {state.refused && (
        <p className="bad">
          After {milliseconds(state.refused.after)}: {sentence(state.refused.detail)}
        </p>
      )}
      {share !== null && way.total !== null && way.model !== null && (
        <p>
          <b>{percent(share)} of the time is the model.</b> Everything that we run takes{' '}
          {milliseconds(way.total - way.model)}.
        </p>
      )}
      {state.problem && <p className="warn">{sentence(state.problem)}</p>}
      {!state.detail && !busy && !state.problem && <p className="note">No span of it was found.</p>}
    </div>
  )
}

function Trace({ state: { detail, sentAt }, busy }: { state: Followed; busy: boolean }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const tree = useMemo(() => traceTree(detail?.spans ?? [], detail?.missing ?? []), [detail])
  if (sentAt === null) return null
  if (!detail || detail.spans.length === 0) {
    return busy ? (
      <p className="note" role="status">
        Its spans leave the services once they are done, and are found a few seconds later.
      </p>
    ) : null
  }
  return (
    <Card
      className="lens-one grow"
      title="The same as a trace"
      sub={`${detail.spans.length} spans so far, ${detail.logs.length} logs with its id`}
      end={<Link to={`/traces?trace=${detail.id}`}>Open in Traces</Link>}
    >
      <Waterfall tree={tree} chosen={chosen ?? tree.rows[0]?.id ?? null} onChoose={setChosen} />
    </Card>
  )
}
