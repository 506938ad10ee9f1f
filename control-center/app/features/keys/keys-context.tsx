import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { usePrefs } from '../prefs/prefs-context.tsx'
import { actionOf, type KeyAction, type KeyPress } from './keymap.ts'

const KeysDialog = lazy(() => import('./keys-dialog.tsx'))

type Run = () => void

interface Handler {
  run: Run
  /** The highest answers; of equals the last to come. */
  rank: number
}

interface Keys {
  register: (action: KeyAction, handler: Handler) => () => void
  openAllKeys: () => void
  run: (action: KeyAction) => boolean
}

const KeysContext = createContext<Keys>({
  register: () => () => {},
  openAllKeys: () => {},
  run: () => false,
})

interface KeyOptions {
  /** Answers before all others. */
  first?: boolean
  /** Answers only where nobody else does. */
  last?: boolean
}

/** What a key does as long as this component is on the page; the last to come answers first. */
export function useKey(action: KeyAction, handler: Run, { first = false, last = false }: KeyOptions = {}): void {
  const { register } = useContext(KeysContext)
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  const rank = first ? 1 : last ? -1 : 0
  useEffect(() => register(action, { run: () => latest.current(), rank }), [register, action, rank])
}

export function useAllKeys(): () => void {
  return useContext(KeysContext).openAllKeys
}

/** Does what a key does, for the control that prints it. */
export function useRunKey(action: KeyAction): () => void {
  const { run } = useContext(KeysContext)
  return () => void run(action)
}

export function KeysProvider({ children }: { children: ReactNode }) {
  const { prefs } = usePrefs()
  const handlers = useRef(new Map<KeyAction, Handler[]>())
  const [wasOpened, setWasOpened] = useState(false)
  const [listOpen, setListOpen] = useState(false)

  const register = useCallback((action: KeyAction, handler: Handler) => {
    const before = handlers.current.get(action) ?? []
    handlers.current.set(action, [...before, handler])
    return () => {
      const now = handlers.current.get(action) ?? []
      handlers.current.set(
        action,
        now.filter(one => one !== handler),
      )
    }
  }, [])
  const run = useCallback((action: KeyAction) => {
    const all = handlers.current.get(action) ?? []
    const highest = Math.max(...all.map(one => one.rank))
    const handler = all.findLast(one => one.rank === highest)
    handler?.run()
    return handler !== undefined
  }, [])
  const openAllKeys = useCallback(() => {
    setWasOpened(true)
    setListOpen(true)
  }, [])

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented) return
      const action = actionOf(pressOf(event), prefs.keys)
      if (!action) return
      if (action === 'all-keys') {
        event.preventDefault()
        openAllKeys()
        return
      }
      if (run(action) && action !== 'close') event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [prefs.keys, openAllKeys, run])

  const value = useMemo(() => ({ register, openAllKeys, run }), [register, openAllKeys, run])
  return (
    <KeysContext.Provider value={value}>
      {children}
      {wasOpened && (
        <Suspense>
          <KeysDialog open={listOpen} onOpenChange={setListOpen} />
        </Suspense>
      )}
    </KeysContext.Provider>
  )
}

/** Radio buttons and check boxes take the focus too, but no letters. */
const TEXT_FIELDS = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true]'

/** What Enter presses, and what arrows move in, once it has the focus. */
const PRESSED_BY_ENTER = 'a, button, input, select, summary, [role=button], [role=menuitem], [role=option], [role=row]'
const MOVED_BY_ARROWS =
  'input[type=radio], [role=radio], [role=tab], [role=slider], [role=application], [role=menuitem], [role=option], [role=treeitem]'

function pressOf(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : null
  return {
    key: event.key,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    altKey: event.altKey,
    repeat: event.repeat,
    inTextField: target?.matches(TEXT_FIELDS) ?? false,
    ownsEnter: target?.matches(PRESSED_BY_ENTER) ?? false,
    ownsArrows: target?.closest(MOVED_BY_ARROWS) != null,
    inDialog: document.querySelector('[role=dialog]') !== null,
  }
}
