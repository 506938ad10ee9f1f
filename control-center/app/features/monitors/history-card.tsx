import type { Episode, EpisodesView } from '../../platform/lenses/slos/model.ts'
import type { Span } from '../../platform/widgets/model.ts'
import { Card } from '../../ui/card.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { wholeSeconds } from '../format/format.ts'
import { momentOf } from '../format/time.ts'
import { Answered, Nothing } from '../lenses/answered.tsx'
import type { Insight } from '../lenses/use-insight.ts'
import { useNow } from '../live/live-context.tsx'
import { useDatadogLink } from '../widgets/datadog-context.ts'
import { DatadogLink } from '../widgets/frame.tsx'
import { MonitorBadge } from '../widgets/judged-widgets.tsx'
import { spanWords } from '../widgets/spans.ts'
import { lengthOf } from './history.ts'

const SHOWN = 50

/** Each time that a monitor fired: when, and for how long. */
export function HistoryCard({ insight, span }: { insight: Insight<EpisodesView>; span: Span }) {
  const link = useDatadogLink({ to: 'events', query: 'source:alert' }, span)
  return (
    <Card
      title="What fired"
      sub={`last ${spanWords(span)}, newest first`}
      scrolls
      className="fired"
      end={link && <DatadogLink {...link} title="What fired" />}
    >
      <Answered insight={insight}>
        {({ episodes, from, cut }) =>
          episodes.length === 0 ? (
            <Nothing title={`Nothing fired in ${spanWords(span)}`}>
              Start a scenario on the control center, or look at a longer time.
            </Nothing>
          ) : (
            <>
              <table className="tbl d">
                <thead>
                  <tr>
                    <th scope="col">state</th>
                    <th scope="col">monitor</th>
                    <th scope="col">fired at</th>
                    <th scope="col" className="num">
                      for
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {episodes.slice(0, SHOWN).map(episode => (
                    <Row key={episode.id} episode={episode} rangeFrom={from} />
                  ))}
                </tbody>
              </table>
              {(cut || episodes.length > SHOWN) && <p className="note">There was more. Look at a shorter time.</p>}
            </>
          )
        }
      </Answered>
    </Card>
  )
}

function Row({ episode, rangeFrom }: { episode: Episode; rangeFrom: string }) {
  const timeZone = useTimeZone()
  const now = useNow()
  const length = wholeSeconds(lengthOf(episode, rangeFrom, now))
  const name = episode.group === null ? episode.name : `${episode.name} (${episode.group})`
  return (
    <tr>
      <td>
        <MonitorBadge state={episode.state} since={null} />
      </td>
      <td className="cut fill" title={name}>
        {name}
      </td>
      <td className="mono">{episode.from === null ? 'before' : momentOf(episode.from, now, timeZone)}</td>
      <td className="num mono">{episode.to === null ? `${length}, lasts` : length}</td>
    </tr>
  )
}
