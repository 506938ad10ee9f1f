import type { EventRow } from '../../platform/live-state.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { timeOfDay } from '../format/time.ts'
import { useWatch, useWatchedAs } from '../guide/watch-context.tsx'
import { useLive } from '../live/query.ts'

const FATAL = /OOM|Fail|Crash|Err/

/** Warnings that end a container are worse than those that only delay it. */
export function eventTone(event: EventRow): Tone {
  if (event.type === 'Normal') return 'plain'
  return FATAL.test(event.reason) ? 'bad' : 'warn'
}

export function EventsCard() {
  const events = useLive(state => state.events)
  const timeZone = useTimeZone()
  const { place } = useWatch()
  return (
    <Card
      title="Events"
      sub="newest first"
      className="events"
      scrolls
      ref={place('events')}
      watch={useWatchedAs('events')}
    >
      {events.length === 0 ? (
        <p className="note">No events yet. Kubernetes tells here what it starts, stops and refuses.</p>
      ) : (
        <table className="tbl d mt-1">
          <tbody>
            {events.map(event => (
              <tr key={event.uid}>
                <td className="mono dim">{timeOfDay(event.at, timeZone)}</td>
                <td>
                  <Badge tone={eventTone(event)}>{event.reason}</Badge>
                </td>
                <td className="cut fill" title={`${event.object}: ${event.message}`}>
                  <span className="dim object">{event.object.replace(/^pod\//, '')}</span> {event.message}
                </td>
                <td className="num dim">{event.count > 1 ? `${event.count} ×` : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
