import { lazy, Suspense } from 'react'
import type { WidgetView } from '../../platform/widgets/model.ts'
import { Card } from '../../ui/card.tsx'
import { useHydrated } from '../../ui/hydrated.ts'

const Markdown = lazy(() => import('./markdown.tsx'))

/** Words of the dashboard. */
export function NoteWidget({ view }: { view: WidgetView }) {
  const hydrated = useHydrated()
  return (
    <Card title={view.title || 'Note'} className={`widget w-note ${view.title ? '' : 'untitled'}`} scrolls>
      {hydrated && (
        <Suspense>
          <Markdown>{view.text ?? ''}</Markdown>
        </Suspense>
      )}
    </Card>
  )
}
