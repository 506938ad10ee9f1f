import { Dialog } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { Icon } from './icon.tsx'

interface ModalProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  sub?: ReactNode
  /** In the middle, or along the right edge over the whole height. */
  place?: 'middle' | 'right'
  children: ReactNode
}

/** Takes the focus while it is open and gives it back to what opened it. */
export function Modal({ open, onOpenChange, title, sub, place = 'middle', children }: ModalProps) {
  const opener = useRef<Element | null>(null)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className={place === 'right' ? 'drawer' : 'dialog'}
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement
          }}
          onKeyDown={event => {
            // A toast above the dialog would take the first Esc for itself.
            if (event.key === 'Escape') onOpenChange(false)
          }}
          onCloseAutoFocus={event => {
            // There is no trigger that the library knows of: rows, keys and links open these.
            event.preventDefault()
            if (opener.current instanceof HTMLElement) opener.current.focus()
          }}
        >
          <header className="row">
            <Dialog.Title className="h">{title}</Dialog.Title>
            {sub && <span className="note cut">{sub}</span>}
            <Dialog.Close className="btn quiet sm end" aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
