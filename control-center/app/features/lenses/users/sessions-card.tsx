import type { SessionRow, SessionsView } from '../../../platform/lenses/users/model.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { count, secondsBetween, wholeSeconds } from '../../format/format.ts'
import { timeOfDay } from '../../format/time.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { DatadogLink } from '../../widgets/frame.tsx'
import { spanWords } from '../../widgets/spans.ts'
import { Answered, Nothing } from '../answered.tsx'
import type { Insight } from '../use-insight.ts'

interface SessionsCardProps {
  insight: Insight<SessionsView>
  span: Span
  chosen: string | null
  onChoose: (session: string) => void
}

/** Visits, the last active first; choosing one tells it. */
export function SessionsCard({ insight, span, chosen, onChoose }: SessionsCardProps) {
  const link = useDatadogLink({ to: 'rum', query: '@type:session' }, span)
  return (
    <Card
      title="Sessions"
      sub={`${insight.data?.sessions.length ?? 0} in ${spanWords(span)}, last active first`}
      scrolls
      end={link && <DatadogLink {...link} title="Sessions" />}
    >
      <Answered insight={insight}>
        {({ sessions, cut }) =>
          sessions.length === 0 ? (
            <Nothing title={`Nobody in ${spanWords(span)}`}>
              Open the chat and ask something, or turn on traffic: where Chromium or Chrome is installed, one of its
              people has a browser.
            </Nothing>
          ) : (
            <>
              <table className="tbl d">
                <thead>
                  <tr>
                    <th scope="col">user</th>
                    <th scope="col">last page</th>
                    <th scope="col">begin</th>
                    <th scope="col" className="num">
                      pages
                    </th>
                    <th scope="col" className="num">
                      actions
                    </th>
                    <th scope="col">errors</th>
                    <th scope="col" className="num">
                      length
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {sessions.map(session => (
                    <Row key={session.id} session={session} here={session.id === chosen} onChoose={onChoose} />
                  ))}
                </tbody>
              </table>
              {cut && <p className="note">There was more than could be read. Look at a shorter time.</p>}
            </>
          )
        }
      </Answered>
    </Card>
  )
}

interface RowProps {
  session: SessionRow
  here: boolean
  onChoose: (session: string) => void
}

function Row({ session, here, onChoose }: RowProps) {
  const timeZone = useTimeZone()
  return (
    <tr className={`opens ${here ? 'sel' : ''}`}>
      <td className="name">
        <button type="button" className="plain-button b" aria-pressed={here} onClick={() => onChoose(session.id)}>
          {session.user}
          <span className="vh">, session of {timeOfDay(session.from, timeZone)}</span>
        </button>
      </td>
      <td className="cut fill mono">{session.lastView ?? '–'}</td>
      <td className="mono">{timeOfDay(session.from, timeZone)}</td>
      <td className="num mono">{count(session.views)}</td>
      <td className="num mono">{count(session.actions)}</td>
      <td>
        {session.errors > 0 ? <Badge tone="bad">{count(session.errors)}</Badge> : <span className="dim">none</span>}
      </td>
      <td className="num mono">{wholeSeconds(secondsBetween(session.from, session.to))}</td>
    </tr>
  )
}
