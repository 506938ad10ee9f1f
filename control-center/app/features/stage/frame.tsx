import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { useKey } from '../keys/keys-context.tsx'

const Stage = lazy(() => import('./stage.tsx'))

/** The page, and over it the stage while that is on. The page keeps its place and its keys, and takes no focus. */
export function StageFrame({ hasDatadog, children }: { hasDatadog: boolean; children: ReactNode }) {
  const [on, setOn] = useState(false)
  const page = useRef<HTMLDivElement>(null)
  useKey('stage', () => setOn(value => !value))
  useEffect(() => {
    if (page.current) page.current.inert = on
  }, [on])
  return (
    <>
      <div ref={page} className={`staged ${on ? 'behind' : ''}`}>
        {children}
      </div>
      {on && (
        <Suspense>
          <Stage hasDatadog={hasDatadog} onLeave={() => setOn(false)} />
        </Suspense>
      )}
    </>
  )
}
