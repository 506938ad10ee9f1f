import { Icon } from '../../ui/icon.tsx'
import { sentence, wholeSeconds } from '../format/format.ts'
import { useConnection, useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { PLATFORM_TITLE } from './platform-words.ts'

/** What stands between this page and the truth: a lost connection, or a platform that is away. */
export function Banner() {
  const connection = useConnection()
  const away = useLive(state => state.platforms.filter(platform => platform.reachable === false))
  if (connection.status === 'lost' && connection.lostAt !== null) return <Lost since={connection.lostAt} />
  if (away.length === 0) return <div className="banner-place" />
  return (
    <section className="banner warn" aria-label="Away">
      <Icon name="warn" />
      <ul>
        {away.map(platform => (
          <li key={platform.id}>
            <b>{PLATFORM_TITLE[platform.id]} is away.</b>{' '}
            <span className="mid">{sentence(platform.problem ?? '')}</span>
          </li>
        ))}
      </ul>
      <span className="vh" role="status">
        {away.map(platform => `${PLATFORM_TITLE[platform.id]} is away.`).join(' ')}
      </span>
    </section>
  )
}

function Lost({ since }: { since: number }) {
  // Drawn again with each second of the page's clock.
  useNow()
  return (
    <section className="banner warn" aria-label="Connection">
      <Icon name="warn" />
      <p>
        <b>Connection lost {wholeSeconds((Date.now() - since) / 1000)} ago.</b>{' '}
        <span className="mid">Numbers stand still. Trying again, buttons still work.</span>
      </p>
      <span className="vh" role="alert">
        Connection lost. Numbers stand still. Trying again, buttons still work.
      </span>
    </section>
  )
}
