import { Tooltip } from 'radix-ui'
import type { PlatformStatus } from '../../platform/live-state.ts'
import { Icon } from '../../ui/icon.tsx'
import { useLive } from '../live/query.ts'
import { headerPlatforms, PLATFORM_TITLE } from './platform-words.ts'

/** What is real and what is a stand-in, and which of them is away. */
export function Platforms() {
  const platforms = useLive(state => state.platforms)
  return (
    <Tooltip.Provider delayDuration={200}>
      <ul className="plats" aria-label="Platforms">
        {headerPlatforms(platforms).map(platform => (
          <Platform key={platform.id} platform={platform} />
        ))}
      </ul>
    </Tooltip.Provider>
  )
}

function Platform({ platform }: { platform: PlatformStatus }) {
  const away = platform.reachable === false
  const classes = `plat ${platform.kind === 'stand-in' ? 'standin' : ''} ${away ? 'away' : ''}`
  return (
    <li>
      <Tooltip.Root>
        <Tooltip.Trigger className={classes}>
          {away && <Icon name="bad" className="bad" />}
          {PLATFORM_TITLE[platform.id]} <span className="mono full">{platform.name}</span>{' '}
          <b>{away ? 'away' : platform.kind}</b>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className="tip" sideOffset={6}>
            <b>{platform.name}</b>, {platform.kind}
            {platform.address && <span className="mono block">{platform.address}</span>}
            {platform.problem && <span className="bad block">{platform.problem}</span>}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </li>
  )
}
