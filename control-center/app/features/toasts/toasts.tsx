import { Toast } from 'radix-ui'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { TONE_CLASS, TONE_ICON } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'

export interface ToastMessage {
  tone: 'ok' | 'warn' | 'bad'
  title: string
  detail?: string
  /** Something that happened by itself: it waits for its turn to be read out, whatever its tone. */
  calm?: boolean
}

type Shown = ToastMessage & { id: number }

/** More than this many at a time hide the page; the oldest goes first. */
const AT_ONCE = 3
const SHOWN_MS = 6_000

const ToastContext = createContext<(message: ToastMessage) => void>(() => {})

/** Says the result of something that the person did, or what has changed meanwhile. */
export function useToast(): (message: ToastMessage) => void {
  return useContext(ToastContext)
}

let lastId = 0

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([])
  const say = useCallback((message: ToastMessage) => {
    lastId += 1
    const next = { ...message, id: lastId }
    setShown(current => [...current, next].slice(-AT_ONCE))
  }, [])
  const drop = useCallback((id: number) => setShown(current => current.filter(toast => toast.id !== id)), [])
  return (
    <ToastContext.Provider value={say}>
      <Toast.Provider duration={SHOWN_MS} label="Result">
        {children}
        {shown.map(toast => (
          <Toast.Root
            key={toast.id}
            className={`toast ${toast.tone}`}
            type={toast.tone === 'bad' && !toast.calm ? 'foreground' : 'background'}
            onOpenChange={open => open || drop(toast.id)}
          >
            <span className={TONE_CLASS[toast.tone]}>
              <Icon name={TONE_ICON[toast.tone]} />
            </span>
            <Toast.Title className="b">{toast.title}</Toast.Title>
            <Toast.Close className="btn quiet sm toast-close" aria-label="Close">
              <Icon name="close" />
            </Toast.Close>
            {toast.detail && (
              <Toast.Description asChild>
                <p>{toast.detail}</p>
              </Toast.Description>
            )}
          </Toast.Root>
        ))}
        <Toast.Viewport className="toasts" />
      </Toast.Provider>
    </ToastContext.Provider>
  )
}
