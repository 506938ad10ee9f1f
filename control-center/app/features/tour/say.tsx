import { lazy, Suspense } from 'react'

const Markdown = lazy(() => import('../widgets/markdown.tsx'))

/** A sentence to say aloud. It may hold Markdown; until that is loaded it is shown as it is written. */
export function Say({ children, quoted = true }: { children: string; quoted?: boolean }) {
  const words = quoted ? `“${children}”` : children
  return (
    <Suspense fallback={<p>{words}</p>}>
      <Markdown>{words}</Markdown>
    </Suspense>
  )
}
