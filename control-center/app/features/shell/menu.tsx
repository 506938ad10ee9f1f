import { useNavigate } from '@remix-run/react'
import { DropdownMenu } from 'radix-ui'
import { Icon } from '../../ui/icon.tsx'
import { useAllKeys, useRunKey } from '../keys/keys-context.tsx'
import { usePrefs } from '../prefs/prefs-context.tsx'
import type { Page } from './pages.ts'

/** What has no place in a narrow header: pages, theme, keys. */
export default function Menu({ chatUrl, pages }: { chatUrl: string | null; pages: Page[] }) {
  const navigate = useNavigate()
  const openAllKeys = useAllKeys()
  const stage = useRunKey('stage')
  const { prefs, setPrefs } = usePrefs()
  const other = prefs.theme === 'dark' ? 'light' : 'dark'
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn quiet sm menu-button" aria-label="Menu">
        <Icon name="menu" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {pages.map(page => (
            <DropdownMenu.Item key={page.to} onSelect={() => navigate(page.to)}>
              {page.title}
            </DropdownMenu.Item>
          ))}
          {chatUrl && (
            <DropdownMenu.Item asChild>
              <a href={chatUrl} target="_blank" rel="noreferrer">
                Chat <Icon name="external" />
              </a>
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item onSelect={() => setPrefs({ theme: other })}>Use the {other} theme</DropdownMenu.Item>
          <DropdownMenu.Item onSelect={stage}>
            Stage
            <span className="kbd end" aria-hidden="true">
              S
            </span>
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={openAllKeys}>
            All keys
            <span className="kbd end" aria-hidden="true">
              ?
            </span>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
