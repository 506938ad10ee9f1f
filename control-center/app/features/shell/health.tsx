import type { ServiceHealth } from '../../platform/live-state.ts'
import { TONE_CLASS, TONE_ICON } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useLive } from '../live/query.ts'

const SAID: Record<ServiceHealth['state'], string> = {
  ok: 'steady',
  warn: 'warning',
  bad: 'failing',
  recovering: 'recovering',
  unknown: 'unknown',
}

/** Each service with shape, colour and a word. On a phone those in order are only counted. */
export function Health() {
  const services = useLive(state => state.services)
  const quiet = services.filter(service => service.state === 'ok')
  return (
    <ul className="health" aria-label="Service health, compared with the baseline">
      {services.map(({ service, state, detail }) => (
        <li key={service} className={`svc is-${state}`}>
          <Icon name={TONE_ICON[state]} label={SAID[state]} className={TONE_CLASS[state]} />
          <span>
            <span className="name">{service}</span>
            <span className="detail">{detail}</span>
          </span>
        </li>
      ))}
      {quiet.length > 0 && (
        <li className="svc rest" aria-hidden="true">
          <Icon name="ok" className="ok" />
          <span>
            <span className="name">
              {quiet.length === services.length ? `All ${quiet.length}` : `${quiet.length} others`}
            </span>
            <span className="detail">steady</span>
          </span>
        </li>
      )}
    </ul>
  )
}
