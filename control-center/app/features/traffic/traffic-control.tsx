import { Kbd } from '../../ui/kbd.tsx'
import { useKey } from '../keys/keys-context.tsx'
import { useLive } from '../live/query.ts'
import { nextProfile, PROFILES } from './profiles.ts'
import { useTraffic } from './use-traffic.ts'

/** Chat messages a second. `T` goes to the next level; with the focus inside, the arrows choose. */
export function TrafficControl() {
  const traffic = useLive(state => state.traffic)
  const change = useTraffic()
  const shown = change.isPending ? change.variables : traffic.profile
  useKey('traffic', () => change.mutate(nextProfile(shown)))
  return (
    <fieldset className="traffic" title={traffic.problem ?? undefined} aria-busy={change.isPending || undefined}>
      <legend className="vh">Traffic</legend>
      <span className="label row" aria-hidden="true">
        Traffic <Kbd>T</Kbd>
      </span>
      <div className="seg">
        {PROFILES.map(({ profile, title }) => (
          <label key={profile}>
            <input
              type="radio"
              name="traffic"
              className="vh"
              value={profile}
              checked={shown === profile}
              onChange={() => change.mutate(profile)}
            />
            {title}
            {profile !== 'off' && <span className="per">{traffic.perSecond[profile]}/s</span>}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
