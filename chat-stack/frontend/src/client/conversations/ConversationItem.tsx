import type { ConversationSummary } from '@chat-demo/common/contract'
import { skipToken, useQuery } from '@tanstack/react-query'
import { type MouseEvent, useState } from 'react'
import { threadKey } from '../chat.ts'
import { navigate, pathOf } from '../shell/router.ts'
import { isBusy, type Thread } from '../thread/thread.ts'
import { ConversationMenu } from './ConversationMenu.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { plainPreview } from './preview.ts'
import { RenameForm } from './RenameForm.tsx'
import { shortTime } from './when.ts'

export function ConversationItem({
  conversation,
  now,
  open,
  onChosen,
}: {
  conversation: ConversationSummary
  now: Date
  open: boolean
  onChosen: (() => void) | undefined
}) {
  const { id, title, updatedAt, preview } = conversation
  const [doing, setDoing] = useState<'rename' | 'delete' | 'done'>()
  const { data: writing } = useQuery({
    queryKey: threadKey(id),
    queryFn: skipToken,
    select: (thread: Thread) => thread.exchanges.some(isBusy),
  })
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    navigate(id)
    onChosen?.()
  }
  if (doing === 'rename') {
    return (
      <li>
        <RenameForm id={id} title={title} onClose={() => setDoing('done')} />
      </li>
    )
  }
  return (
    <li className="item">
      <a href={pathOf(id)} aria-current={open ? 'page' : undefined} onClick={follow}>
        <span className="name cut">{title}</span>
        <time className="when" dateTime={updatedAt}>
          {shortTime(updatedAt, now)}
        </time>
        <span className="preview cut">{writing ? 'Writing a reply…' : plainPreview(preview)}</span>
      </a>
      <ConversationMenu
        id={id}
        title={title}
        onRename={() => setDoing('rename')}
        onDelete={() => setDoing('delete')}
        focused={doing === 'done'}
      />
      {doing === 'delete' && <DeleteDialog id={id} title={title} open={open} onClose={() => setDoing('done')} />}
    </li>
  )
}
