import type { SessionsView } from '../../../platform/lenses/users/model.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { Card } from '../../../ui/card.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { timeOfDay } from '../../format/time.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { DatadogLink } from '../../widgets/frame.tsx'
import { spanWords } from '../../widgets/spans.ts'
import { Answered, Nothing } from '../answered.tsx'
import { TraceLink } from '../trace-link.tsx'
import type { Insight } from '../use-insight.ts'

interface ErrorsCardProps {
  insight: Insight<SessionsView>
  span: Span
  onChoose: (session: string) => void
}

/** What went wrong in browsers, each with the session behind it. */
export function ErrorsCard({ insight, span, onChoose }: ErrorsCardProps) {
  const timeZone = useTimeZone()
  const link = useDatadogLink({ to: 'rum', query: '@type:error' }, span)
  return (
    <Card
      title="Errors"
      sub="newest first, with the session behind each"
      scrolls
      end={link && <DatadogLink {...link} title="Errors" />}
    >
      <Answered insight={insight}>
        {({ errors }) =>
          errors.length === 0 ? (
            <Nothing title={`No error in ${spanWords(span)}`}>
              No browser told of one, which is how it should be.
            </Nothing>
          ) : (
            <table className="tbl d">
              <thead>
                <tr>
                  <th scope="col">time</th>
                  <th scope="col">error</th>
                  <th scope="col">session of</th>
                  <th scope="col">trace</th>
                </tr>
              </thead>
              <tbody>
                {errors.map(error => (
                  <tr key={error.id}>
                    <td className="mono dim">{timeOfDay(error.at, timeZone)}</td>
                    <td className="cut fill" title={error.message}>
                      {error.message}
                    </td>
                    <td>
                      <button type="button" className="btn sm" onClick={() => onChoose(error.session)}>
                        {error.user}
                      </button>
                    </td>
                    <td>{error.traceId ? <TraceLink id={error.traceId} of={error.message} /> : '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </Card>
  )
}
