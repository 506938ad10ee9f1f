import { useTimeZone } from '../../ui/time-zone.ts'
import { timeOfDay } from '../format/time.ts'
import { useNow } from '../live/live-context.tsx'

export function WallClock() {
  return (
    <time className="mono mid wall" title="Time of the control center">
      {timeOfDay(useNow(), useTimeZone())}
    </time>
  )
}
