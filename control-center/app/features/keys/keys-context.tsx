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

type Handler = () => void

interface Keys {
  register: (action: KeyAction, handler: Handler) => () => void
  openAllKeys: () => void
}

const KeysContext = createContext<Keys>({ register: () => () => {}, openAllKeys: () => {} })

/** What a key does as long as this component is on the page; the last to come answers first. */
export function useKey(action: KeyAction, handler: Handler): void {
  const { register } = useContext(KeysContext)
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => register(action, () => latest.current()), [register, action])
}

export function useAllKeys(): () => void {
  return useContext(KeysContext).openAllKeys
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
      const handler = handlers.current.get(action)?.at(-1)
      if (!handler) return
      if (action !== 'close') event.preventDefault()
      handler()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [prefs.keys, openAllKeys])

  const value = useMemo(() => ({ register, openAllKeys }), [register, openAllKeys])
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

function pressOf(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : null
  return {
    key: event.key,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    altKey: event.altKey,
    repeat: event.repeat,
    inTextField: target?.matches(TEXT_FIELDS) ?? false,
    inDialog: document.querySelector('[role=dialog]') !== null,
  }
}
