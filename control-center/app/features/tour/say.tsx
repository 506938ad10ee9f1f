import { lazy, Suspense } from 'react'
import { useHydrated } from '../../ui/hydrated.ts'

const Markdown = lazy(() => import('../widgets/markdown.tsx'))

/** A sentence to say aloud. It may hold Markdown; until that is loaded it is shown as it is written. */
export function Say({ children, quoted = true }: { children: string; quoted?: boolean }) {
  const words = quoted ? `“${children}”` : children
  const plain = <p>{words}</p>
  // The clock beside it draws anew each second, and would reach a boundary that still hydrates.
  if (!useHydrated()) return plain
  return (
    <Suspense fallback={plain}>
      <Markdown>{words}</Markdown>
    </Suspense>
  )
}
