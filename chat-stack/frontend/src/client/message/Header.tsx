import { useEffect } from 'react'
import { announce } from '../shell/announce.tsx'
import { copyText, useFlash } from '../shell/browser.ts'
import { Icon } from '../shell/Icon.tsx'
import { navigate, pathOf } from '../shell/router.ts'

/** Title of the open conversation, and Share; on a phone the ways to the list and to a new question. */
export function Header({
  title,
  conversationId,
  onOpenList,
}: {
  title: string
  conversationId: string | undefined
  onOpenList: () => void
}) {
  const [copied, flashCopied] = useFlash(2_500)
  useEffect(() => {
    document.title = `${title} · Fernway`
  }, [title])
  const share = async () => {
    await copyText(window.location.origin + pathOf(conversationId))
    flashCopied()
    announce('Link copied. Whoever has it can read this conversation.')
  }
  return (
    <header className="head">
      <button type="button" className="icon-button narrow-only" aria-label="Conversations" onClick={onOpenList}>
        <Icon name="menu" />
      </button>
      <h1 className="cut">{title}</h1>
      {conversationId !== undefined && (
        <button type="button" className="button wide-only" onClick={share}>
          <Icon name={copied ? 'check' : 'link'} />
          {copied ? 'Link copied' : 'Share'}
        </button>
      )}
      <button
        type="button"
        className="icon-button narrow-only"
        aria-label="New question"
        onClick={() => navigate(undefined)}
      >
        <Icon name="plus" />
      </button>
    </header>
  )
}
