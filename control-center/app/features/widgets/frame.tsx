import { type ReactNode, useEffect, useState } from 'react'
import type { WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { minuteOfDay } from '../format/time.ts'
import { useWatch, useWatchedAs } from '../guide/watch-context.tsx'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { useTraffic } from '../traffic/use-traffic.ts'
import { useBoardPage } from './board-context.tsx'
import { useDatadogLink } from './datadog-context.ts'
import { placeOf } from './guide-place.ts'
import { spanWords } from './spans.ts'
import { statusOf, type WidgetStatus } from './status.ts'
import { useAskAgain } from './use-ask-again.ts'

interface FrameProps {
  view: WidgetView
  state: WidgetState | undefined
  sub?: ReactNode
  scrolls?: boolean
  /** Says itself that there is nothing, or draws it. */
  showsEmpty?: boolean
  children: ReactNode
}

/** A widget's card with its state: loading, empty, stale, limited, refused. */
export function Frame({ view, state, sub, scrolls = false, showsEmpty = false, children }: FrameProps) {
  const { span } = useBoardPage()
  const timeZone = useTimeZone()
  const link = useDatadogLink(view.link, span)
  const status = statusOf(state, useNow(), at => minuteOfDay(at, timeZone))
  const where = placeOf(view)
  const { place } = useWatch()
  const watch = useWatchedAs(where ?? 'evidence')
  return (
    <Card
      title={view.title}
      sub={sub ?? (view.ownSpan ? `last ${view.ownSpan}` : undefined)}
      end={
        <>
          <span className="state-end">
            <StatusBadge status={status} />
          </span>
          {link && <DatadogLink {...link} title={view.title} />}
        </>
      }
      className={`widget w-${view.kind}`}
      scrolls={scrolls}
      ref={where && place(where)}
      watch={where ? watch : null}
    >
      <Body status={status} showsEmpty={showsEmpty}>
        {children}
      </Body>
    </Card>
  )
}

export function DatadogLink({ href, name, title }: { href: string; name: string; title: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" aria-label={`${title} in Datadog`}>
      <span className="link-name">{name}</span> <Icon name="external" />
    </a>
  )
}

function StatusBadge({ status }: { status: WidgetStatus }) {
  if (status.is === 'error') return <Badge tone="bad">Error</Badge>
  if (status.is === 'limited') return <Badge tone="warn">Limited</Badge>
  if (status.is !== 'stale') return null
  return (
    <Badge tone="warn" icon="clock">
      {status.badge}
    </Badge>
  )
}

interface BodyProps {
  status: WidgetStatus
  showsEmpty: boolean
  children: ReactNode
}

function Body({ status, showsEmpty, children }: BodyProps) {
  if (status.is === 'loading') return <Loading />
  if (status.is === 'error') return <Refused status={status} />
  if (status.is === 'empty' && !showsEmpty) return <Empty />
  const words = status.is === 'stale' || status.is === 'limited' ? status.words : null
  return (
    <>
      <div className={status.is === 'stale' ? 'stale' : 'fresh'}>{children}</div>
      {words && (
        <p className="note state-words cut" title={words}>
          {words}
        </p>
      )}
    </>
  )
}

const PATIENCE_MS = 300
const BARS = [45, 70, 60, 85, 65, 78]

/** Nothing for a moment, so that a quick answer does not flicker; then bars in the place of what comes. */
function Loading() {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="loading">
      <div className="loading-bars" aria-hidden="true">
        {BARS.map(height => (
          <i key={height} style={{ height: `${height}%` }} />
        ))}
      </div>
      <p className="note">Asking Datadog</p>
    </div>
  )
}

function Refused({ status }: { status: Extract<WidgetStatus, { is: 'error' }> }) {
  const { ask, asking } = useAskAgain()
  return (
    <div className="msg">
      <Icon name="bad" className="dim" />
      <b>{status.title}</b>
      <span className="mid">{status.detail}</span>
      {status.canAsk && (
        <Button small busy={asking} onClick={ask}>
          Ask again
        </Button>
      )}
    </div>
  )
}

/** What is missing, and the way to get it. */
function Empty() {
  const { span } = useBoardPage()
  const quiet = useLive(({ traffic }) => traffic.profile === 'off' || traffic.profile === null)
  const change = useTraffic()
  return (
    <div className="msg">
      <Icon name="circle" className="dim" />
      <b>No data in {spanWords(span)}</b>
      {quiet ? (
        <>
          <span className="mid">Turn on traffic to see a line.</span>
          <Button small hint="T" busy={change.isPending} onClick={() => change.mutate('light')}>
            Light traffic
          </Button>
        </>
      ) : (
        <span className="mid">Datadog has no point of it yet.</span>
      )}
    </div>
  )
}
