import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ApiError } from '../api/problem.ts'
import { sentence } from '../format/format.ts'
import { useLive } from '../live/query.ts'
import { useTraffic } from '../traffic/use-traffic.ts'

const PATIENCE_MS = 300
const BARS = [90, 72, 84, 60, 78, 66]

/** Nothing for a moment, then bars in the place of the rows that come. */
export function LensLoading() {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="lens-loading" role="status">
      {BARS.map(width => (
        <i key={width} style={{ width: `${width}%` }} />
      ))}
      <p className="note">Asking Datadog</p>
    </div>
  )
}

/** Who said what, and what to change. */
export function LensProblem({ error, onAgain }: { error: Error; onAgain: () => void }) {
  const said = error instanceof ApiError && typeof error.problem.more.said === 'number' ? error.problem.more.said : null
  const title = said !== null ? `Datadog said ${said}` : error instanceof ApiError ? error.problem.title : 'Not read'
  return (
    <div className="msg" role="alert">
      <Icon name="bad" className="dim" />
      <b>{title}</b>
      <span className="mid">{sentence(error.message)}</span>
      <Button small onClick={onAgain}>
        Ask again
      </Button>
    </div>
  )
}

/** What is missing, and the way to get it. */
export function LensEmpty({ title, searched, children }: { title: string; searched: boolean; children?: ReactNode }) {
  const quiet = useLive(({ traffic }) => traffic.profile === 'off' || traffic.profile === null)
  const change = useTraffic()
  return (
    <div className="msg">
      <Icon name="circle" className="dim" />
      <b>{title}</b>
      {searched ? (
        <span className="mid">Search for less, or over a longer span.</span>
      ) : quiet ? (
        <>
          <span className="mid">Turn on traffic to see some.</span>
          <Button small hint="T" busy={change.isPending} onClick={() => change.mutate('light')}>
            Light traffic
          </Button>
        </>
      ) : (
        <span className="mid">They are found a few seconds after they ended.</span>
      )}
      {children}
    </div>
  )
}
