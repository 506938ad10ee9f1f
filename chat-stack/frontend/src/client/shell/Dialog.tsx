import { type ReactNode, useEffect, useRef, useState } from 'react'
import { OverlayContainer } from './overlay-container.ts'

/** A modal dialog of the browser's own: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({
  label,
  className,
  onClose,
  children,
}: {
  label: string
  className: string
  onClose: () => void
  children: ReactNode
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const [element, setElement] = useState<HTMLDialogElement | null>(null)
  useEffect(() => {
    const dialog = ref.current
    const opener = document.activeElement
    dialog?.showModal()
    setElement(dialog)
    return () => {
      dialog?.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])
  return (
    // A click on the dialog's own box, not on what is in it, is one on its backdrop; Escape does the same by keyboard.
    <dialog
      ref={ref}
      className={className}
      aria-label={label}
      onClose={onClose}
      onMouseDown={event => {
        if (event.target === event.currentTarget) event.currentTarget.close()
      }}
    >
      <OverlayContainer.Provider value={element}>{children}</OverlayContainer.Provider>
    </dialog>
  )
}
