import type { EpisodesView } from '../../platform/lenses/slos/model.ts'
import { wholeSeconds } from '../format/format.ts'
import { countOf, stripOf } from './history.ts'

/** When a monitor was not OK within the range, drawn and said. */
export function MonitorStrip({ id, history }: { id: string; history: EpisodesView | undefined }) {
  if (!history) return null
  const [from, to] = [Date.parse(history.from), Date.parse(history.to)]
  const { times, seconds } = countOf(history.episodes, id, history.from, to)
  const words = times === 0 ? 'quiet' : `${times} × not OK, ${wholeSeconds(seconds)} in all`
  return (
    <span className="history" role="img" aria-label={words} title={words}>
      {stripOf(history.episodes, id, from, to).map(part => (
        <i
          key={part.id}
          className={part.state === 'Alert' ? 'alert' : part.state === 'Warn' ? 'warning' : 'nothing'}
          style={{ left: `${part.start * 100}%`, width: `max(3px, ${part.width * 100}%)` }}
        />
      ))}
    </span>
  )
}
