import { NavLink } from '@remix-run/react'
import { lazy, type ReactNode, Suspense } from 'react'
import { Icon } from '../../ui/icon.tsx'
import { useMedia } from '../../ui/media.ts'
import { HealAll } from '../chaos/heal-all.tsx'
import { useRunNews } from '../chaos/use-run-news.ts'
import { useMonitorNews } from '../monitors/use-monitor-news.ts'
import { TrafficControl } from '../traffic/traffic-control.tsx'
import { Health } from './health.tsx'
import type { Page } from './pages.ts'
import { Platforms } from './platforms.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { WallClock } from './wall-clock.tsx'

const Menu = lazy(() => import('./menu.tsx'))

/** Identity, pages and what is real in row one; health, traffic and heal all in row two. It never changes place. */
export function Header({ chatUrl, pages }: { chatUrl: string | null; pages: Page[] }) {
  useRunNews()
  useMonitorNews()
  const narrow = useMedia('(max-width: 1599px)')
  return (
    <header className="top">
      <div className="top1">
        <span className="logo">
          <Icon name="logo" />
          <span>
            Chat Demo<span className="full"> Control Center</span>
          </span>
        </span>
        <nav className="nav" aria-label="Pages">
          {pages.map(page => (
            <NavLink key={page.to} to={page.to} end={page.to === '/'} prefetch="intent">
              {page.title}
            </NavLink>
          ))}
          {chatUrl && (
            <ChatLink url={chatUrl}>
              Chat <Icon name="external" />
            </ChatLink>
          )}
        </nav>
        <Platforms />
        <WallClock />
        <ThemeSwitch />
        {narrow && (
          <Suspense>
            <Menu chatUrl={chatUrl} pages={pages} />
          </Suspense>
        )}
      </div>
      <div className="top2">
        <Health />
        <span className="grow" />
        <TrafficControl />
        <HealAll />
      </div>
    </header>
  )
}

function ChatLink({ url, children }: { url: string; children: ReactNode }) {
  return (
    <>
      <span className="sep" />
      <a href={url} target="_blank" rel="noreferrer" className="row">
        {children}
      </a>
    </>
  )
}
