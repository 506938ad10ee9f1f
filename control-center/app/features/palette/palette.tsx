import { lazy, Suspense, useState } from 'react'
import { useKey } from '../keys/keys-context.tsx'
import type { Page } from '../shell/pages.ts'

const PaletteDialog = lazy(() => import('./palette-dialog.tsx'))

/** `find`: by name. `keys`: the next key runs the command that it is printed on. */
export type PaletteMode = 'find' | 'keys'

/** Every action of the product from the keyboard; loaded when it is first wanted. */
export function Palette({ pages }: { pages: Page[] }) {
  const [mode, setMode] = useState<PaletteMode | null>(null)
  const [wanted, setWanted] = useState(false)
  const open = (next: PaletteMode) => {
    setWanted(true)
    setMode(next)
  }
  useKey('palette', () => open('find'))
  useKey('search', () => open('find'), { last: true })
  useKey('any', () => open('keys'))
  if (!wanted) return null
  return (
    <Suspense>
      <PaletteDialog mode={mode} pages={pages} onClose={() => setMode(null)} />
    </Suspense>
  )
}
