import { DropdownMenu } from 'radix-ui'
import { useContext, useEffect, useRef } from 'react'
import { announce } from '../shell/announce.tsx'
import { copyText } from '../shell/browser.ts'
import { Icon } from '../shell/Icon.tsx'
import { OverlayContainer } from '../shell/overlay-container.ts'
import { pathOf } from '../shell/router.ts'

/** What can be done with a conversation. */
export function ConversationMenu({
  id,
  title,
  onRename,
  onDelete,
  focused,
}: {
  id: string
  title: string
  onRename: () => void
  onDelete: () => void
  /** The menu's button takes the focus when it appears: what the menu had opened has closed. */
  focused: boolean
}) {
  const trigger = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (focused) trigger.current?.focus()
  }, [focused])
  const container = useContext(OverlayContainer)
  const copyLink = async () => {
    await copyText(window.location.origin + pathOf(id))
    announce('Link copied.')
  }
  return (
    // A modal menu would lock scrolling by an inline style sheet, which the Content-Security-Policy refuses.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger ref={trigger} className="more" aria-label={`Menu of ${title}`}>
        <Icon name="more" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} loop>
          {/* The form and the dialog take the focus themselves, after the menu has given it back. */}
          <DropdownMenu.Item onSelect={() => requestAnimationFrame(onRename)}>
            <Icon name="pencil" />
            Rename
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={copyLink}>
            <Icon name="link" />
            Copy link
          </DropdownMenu.Item>
          <DropdownMenu.Item className="danger" onSelect={() => requestAnimationFrame(onDelete)}>
            <Icon name="bin" />
            Delete
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
