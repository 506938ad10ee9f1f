import type { MessageWay, Stop, StopId } from '../../platform/lenses/hops.ts'
import { ownerStyle } from '../lenses/owner-mark.tsx'
import { milliseconds } from '../lenses/traces/trace-words.ts'

const THERE: StopId[] = ['sender', 'frontend', 'backend', 'requests', 'worker', 'model']
const BACK: StopId[] = ['sender-back', 'frontend-back', 'backend-back', 'replies', 'worker-back', 'postgres']

interface WayProps {
  way: MessageWay
  /** Where it is now, and where it certainly was. */
  places: readonly StopId[]
  passed: readonly StopId[]
}

/** There on top, back below, with the time of each hop. */
export function Way({ way, places, passed }: WayProps) {
  const stopOf = (id: StopId) => way.stops.find(stop => stop.id === id)
  return (
    <div className="follow">
      {[THERE, BACK].map((row, index) => (
        <ol key={row[0]} className="follow-way" aria-label={index === 0 ? 'There' : 'Back, from right to left'}>
          {row.map(id => {
            const stop = stopOf(id)
            return (
              stop && (
                <Place
                  key={id}
                  stop={stop}
                  back={index === 1}
                  here={places.includes(id)}
                  passed={passed.includes(id)}
                />
              )
            )
          })}
        </ol>
      ))}
    </div>
  )
}

interface PlaceProps {
  stop: Stop
  back: boolean
  here: boolean
  passed: boolean
}

function Place({ stop: { owner, name, does, at, hop, id }, back, here, passed }: PlaceProps) {
  const state = here ? 'here' : at === null && !passed ? 'to-come' : 'passed'
  return (
    <li className={`follow-stop ${state}`} style={ownerStyle(owner)}>
      {hop !== null && (
        <span className="follow-hop mono">
          <span aria-hidden="true">{back ? '← ' : '→ '}</span>
          {milliseconds(hop)}
        </span>
      )}
      <b className="follow-name">{name}</b>
      <span className="mid">{does}</span>
      <span className="mono">{at !== null ? `at ${milliseconds(at)}` : withoutTime(id, here, passed)}</span>
    </li>
  )
}

function withoutTime(id: StopId, here: boolean, passed: boolean): string {
  if (here) return 'now'
  if (passed) return 'passed'
  return id === 'postgres' ? 'beside it' : 'to come'
}
