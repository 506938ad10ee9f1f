import { DropdownMenu } from 'radix-ui'
import { useContext } from 'react'
import { announce } from '../shell/announce.tsx'
import { copyText } from '../shell/browser.ts'
import { DialogContainer } from '../shell/dialog-container.ts'
import { Icon } from '../shell/Icon.tsx'
import { pathOf } from '../shell/router.ts'

/** What can be done with a conversation. */
export function ConversationMenu({
  id,
  title,
  onRename,
  onDelete,
}: {
  id: string
  title: string
  onRename: () => void
  onDelete: () => void
}) {
  const container = useContext(DialogContainer)
  const copyLink = async () => {
    await copyText(window.location.origin + pathOf(id))
    announce('Link copied.')
  }
  return (
    // A modal menu would lock scrolling by an inline style sheet, which the Content-Security-Policy refuses.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="more" aria-label={`Menu of ${title}`}>
        <Icon name="more" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
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
