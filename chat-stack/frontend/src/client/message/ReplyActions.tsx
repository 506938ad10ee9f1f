import { announce } from '../shell/announce.tsx'
import { copyText, useFlash } from '../shell/browser.ts'
import { Icon } from '../shell/Icon.tsx'
import type { Exchange } from '../thread/thread.ts'

/** Copy, thumbs up, thumbs down and the time of a reply. */
export function ReplyActions({
  reply,
  text,
  time,
  onScore,
}: {
  reply: NonNullable<Exchange['reply']>
  text: string
  time: string
  onScore: (replyId: string, score: number) => void
}) {
  const [copied, flashCopied] = useFlash(2_000)
  const copy = async () => {
    await copyText(text)
    flashCopied()
    announce('Copied.')
  }
  const thumb = (score: 1 | -1, label: string, icon: 'up' | 'down') => (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={reply.score === score}
      onClick={() => onScore(reply.id, reply.score === score ? 0 : score)}
    >
      <Icon name={icon} />
    </button>
  )
  return (
    <div className="meta">
      <button type="button" onClick={copy}>
        <Icon name={copied ? 'check' : 'copy'} />
        {copied ? 'Copied' : 'Copy'}
      </button>
      {thumb(1, 'This answer helped', 'up')}
      {thumb(-1, 'This answer did not help', 'down')}
      <time dateTime={reply.at}>{time}</time>
    </div>
  )
}
