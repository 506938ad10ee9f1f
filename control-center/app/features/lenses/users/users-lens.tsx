import type { SessionsView } from '../../../platform/lenses/users/model.ts'
import { SPANS } from '../../../platform/widgets/model.ts'
import { Icon } from '../../../ui/icon.tsx'
import { useAddress } from '../../../ui/use-address.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { spanOf, spanWords } from '../../widgets/spans.ts'
import { useInsight } from '../use-insight.ts'
import { ErrorsCard } from './errors-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { TimelineCard } from './timeline-card.tsx'
import { Vitals } from './vitals.tsx'

const EVERY_MS = 15_000

/** Who is there, how it felt for them, and what happened to one of them. Range and session stand in the address. */
export function UsersLens() {
  const [search, change] = useAddress()
  const span = spanOf(search.get('span'), '1h')
  const insight = useInsight<SessionsView>(`/users/sessions?span=${span}`, EVERY_MS)
  const link = useDatadogLink({ to: 'rum', query: '' }, span)
  const asked = search.get('session')
  const session = asked ?? insight.data?.sessions[0]?.id ?? null
  return (
    <>
      <div className="board-bar">
        <p className="note cut">Real browsers only: what Real User Monitoring was told by them.</p>
        <fieldset aria-label="Time range">
          <div className="seg">
            {SPANS.map(one => (
              <label key={one} className={one === span ? 'on' : ''}>
                <input
                  type="radio"
                  name="span"
                  className="vh"
                  checked={one === span}
                  onChange={() => change({ span: one })}
                />
                {spanWords(one)}
              </label>
            ))}
          </div>
        </fieldset>
        {link && (
          <a className="btn sm" href={link.href} target="_blank" rel="noreferrer">
            Same in Datadog <Icon name="external" />
          </a>
        )}
      </div>
      <Vitals span={span} />
      <div className="lens-users">
        <SessionsCard insight={insight} span={span} chosen={session} onChoose={id => change({ session: id })} />
        <TimelineCard session={session} />
        <ErrorsCard insight={insight} span={span} onChoose={id => change({ session: id })} />
      </div>
    </>
  )
}
