import type { PlatformStatus } from '../../platform/live-state.ts'
import { Icon } from '../../ui/icon.tsx'
import { useLive } from '../live/query.ts'
import { headerPlatforms, PLATFORM_TITLE } from './platform-words.ts'

/** What is real and what is a stand-in, and which of them is away. The banner says why. */
export function Platforms() {
  const platforms = useLive(state => state.platforms)
  return (
    <ul className="plats" aria-label="Platforms">
      {headerPlatforms(platforms).map(platform => (
        <Platform key={platform.id} platform={platform} />
      ))}
    </ul>
  )
}

function Platform({ platform }: { platform: PlatformStatus }) {
  const { name, kind, note, address, reachable } = platform
  const title = PLATFORM_TITLE[platform.id]
  const away = reachable === false
  return (
    <li
      className={`plat ${kind === 'stand-in' ? 'standin' : ''} ${away ? 'away' : ''}`}
      title={[name, kind, note, address].filter(Boolean).join(', ')}
    >
      {away && <Icon name="bad" className="bad" />}
      {title}
      {name !== title && <span className="mono full">{name}</span>}
      <b>{away ? 'away' : kind}</b>
    </li>
  )
}
