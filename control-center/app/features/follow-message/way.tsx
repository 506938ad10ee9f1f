import type { MessageWay, Stop, StopId } from '../../platform/lenses/hops.ts'
import { ownerStyle } from '../lenses/owner-mark.tsx'
import { milliseconds } from '../lenses/traces/trace-words.ts'

const THERE: StopId[] = ['sender', 'frontend', 'backend', 'requests', 'worker', 'model']
const BACK: StopId[] = ['sender-back', 'frontend-back', 'backend-back', 'replies', 'worker-back', 'postgres']

/** There on top, back below, with the time of each hop. */
export function Way({ way, places, seconds }: { way: MessageWay; places: readonly StopId[]; seconds: number | null }) {
  const stopOf = (id: StopId) => way.stops.find(stop => stop.id === id)
  return (
    <div className="stack follow">
      {[THERE, BACK].map((row, index) => (
        <ol key={row[0]} className="follow-way" aria-label={index === 0 ? 'There' : 'Back, from right to left'}>
          {row.map(id => {
            const stop = stopOf(id)
            return (
              stop && <Place key={id} stop={stop} back={index === 1} here={places.includes(id)} seconds={seconds} />
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
  seconds: number | null
}

function Place({ stop: { owner, name, does, at, hop, id }, back, here, seconds }: PlaceProps) {
  const state = here ? 'here' : at === null ? 'to-come' : 'passed'
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
      <span className="mono">
        {at !== null
          ? `at ${milliseconds(at)}`
          : here && seconds !== null
            ? 'now'
            : id === 'postgres'
              ? 'beside it'
              : 'to come'}
      </span>
    </li>
  )
}
