import type { TimelineEvent, TimelineView } from '../../../platform/lenses/users/model.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { duration } from '../../format/format.ts'
import { timeOfDay } from '../../format/time.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { DatadogLink } from '../../widgets/frame.tsx'
import { Answered, Nothing } from '../answered.tsx'
import { TraceLink } from '../trace-link.tsx'
import { useInsight } from '../use-insight.ts'

const EVERY_MS = 10_000

const WORDS: Record<TimelineEvent['kind'], string> = {
  view: 'Page',
  action: 'Action',
  resource: 'Request',
  error: 'Error',
}

/** One visit from its begin: pages, clicks, requests with their traces, errors. */
export function TimelineCard({ session }: { session: string | null }) {
  const insight = useInsight<TimelineView>(session === null ? null : `/users/sessions/${session}`, EVERY_MS)
  const link = useDatadogLink(session === null ? null : { to: 'rum', query: `@session.id:${session}` }, '4h')
  const user = insight.data?.session?.user
  return (
    <Card
      title="What happened"
      sub={session === null ? undefined : user ? `session of ${user}` : 'in the chosen session'}
      scrolls
      className="visit"
      end={link && <DatadogLink {...link} title="The session" />}
    >
      {session === null ? (
        <Nothing title="No session chosen">Choose one of the sessions, or the one behind an error.</Nothing>
      ) : (
        <Answered insight={insight}>{view => <Events view={view} />}</Answered>
      )}
    </Card>
  )
}

function Events({ view: { events, cut } }: { view: TimelineView }) {
  if (events.length === 0) {
    return <Nothing title="Nothing is known of it any more">It is older than the events that are kept.</Nothing>
  }
  return (
    <>
      <ol>
        {events.map(event => (
          <Event key={event.id} event={event} />
        ))}
      </ol>
      {cut && <p className="note">Its begin is missing: there was more than could be read.</p>}
    </>
  )
}

function Event({ event }: { event: TimelineEvent }) {
  const timeZone = useTimeZone()
  const tone: Tone = event.failed ? 'bad' : 'plain'
  return (
    <li>
      <span className="mono dim">{timeOfDay(event.at, timeZone)}</span>
      <Badge tone={tone}>{WORDS[event.kind]}</Badge>
      <span className="cut" title={event.name}>
        {event.name} {event.detail && <span className="dim">{event.detail}</span>}
      </span>
      <span className="mono">{event.seconds === null ? '' : duration(event.seconds)}</span>
      <span>{event.traceId && <TraceLink id={event.traceId} of={event.name} />}</span>
    </li>
  )
}
