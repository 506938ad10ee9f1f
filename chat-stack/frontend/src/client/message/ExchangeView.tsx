import { type ComponentType, lazy, memo, Suspense, useEffect, useRef, useState } from 'react'
import { clock } from '../conversations/when.ts'
import { announce } from '../shell/announce.tsx'
import { Icon } from '../shell/Icon.tsx'
import { type Exchange, replyText } from '../thread/thread.ts'
import { FailedNotice, OverdueNotice, RefusedNotice, UnsavedNotice } from './notices.tsx'
import { ReplyActions } from './ReplyActions.tsx'

/**
 * Nobody reads a reply before there is one: the page is drawn without the library. It is fetched at once all the same,
 * since a server that was renewed meanwhile would not have it any more.
 */
const loading: Promise<{ default: ComponentType<{ text: string; unfinished: boolean }> }> = import(
  './Markdown.tsx'
).catch(() => ({ default: PlainText }))
const Markdown = lazy(() => loading)

/** A question that waits for longer than this is overdue, also when somebody else asked it or before a reload. */
const overdueMs = 16_000

export interface ExchangeActions {
  onAskAgain: (exchange: Exchange) => void
  onKeepWaiting: (exchange: Exchange) => void
  onReadOn: (exchange: Exchange) => void
  onScore: (replyId: string, score: number) => void
}

/** A question, its reply as far as it is there, and what stands in its way. */
export const ExchangeView = memo(function ExchangeView({
  exchange,
  actions,
}: {
  exchange: Exchange
  actions: ExchangeActions
}) {
  return (
    <>
      <div className="question" data-exchange={exchange.key}>
        <span className="vh">You asked: </span>
        {exchange.question}
      </div>
      <Reply exchange={exchange} actions={actions} />
    </>
  )
})

function Reply({ exchange, actions }: { exchange: Exchange; actions: ExchangeActions }) {
  const text = replyText(exchange)
  const overdue = useOverdue(exchange)
  useReplyAnnouncement(exchange, overdue)
  const writing = exchange.phase === 'streaming' && exchange.stoppedAt === undefined
  const waiting = !overdue && exchange.stoppedAt === undefined && text === '' && isUnderWay(exchange)
  return (
    <div className="answer">
      <span className="mark">
        <Icon name="leaf" />
      </span>
      <div className="said">
        <span className="vh">Fernway: </span>
        {text !== '' && (
          <div className={writing ? 'text writing' : 'text'}>
            <Suspense fallback={<PlainText text={text} />}>
              <Markdown text={text} unfinished={writing} />
            </Suspense>
          </div>
        )}
        {waiting && <Waiting resending={exchange.phase === 'resending'} />}
        {exchange.stoppedAt !== undefined && (
          <p className="stopped">
            You stopped reading here.{' '}
            <button type="button" className="plain" onClick={() => actions.onReadOn(exchange)}>
              Show the whole answer
            </button>
          </p>
        )}
        {overdue && exchange.stoppedAt === undefined && <OverdueNotice exchange={exchange} actions={actions} />}
        {exchange.phase === 'failed' && <FailedNotice exchange={exchange} actions={actions} />}
        {exchange.phase === 'unsaved' && <UnsavedNotice exchange={exchange} actions={actions} />}
        {exchange.phase === 'refused' && <RefusedNotice exchange={exchange} />}
        {exchange.reply && exchange.stoppedAt === undefined && (
          <ReplyActions reply={exchange.reply} text={text} time={clock(exchange.reply.at)} onScore={actions.onScore} />
        )}
      </div>
    </div>
  )
}

function PlainText({ text }: { text: string }) {
  return <p className="unformatted">{text}</p>
}

function Waiting({ resending }: { resending: boolean }) {
  return (
    <p className="dots">
      <span className="busy" aria-hidden="true" />
      {resending ? 'Not saved yet, trying again' : 'Writing a reply'}
    </p>
  )
}

function isUnderWay({ phase }: Exchange): boolean {
  return phase === 'sending' || phase === 'resending' || phase === 'waiting' || phase === 'streaming'
}

/** Whether a stored question waits for too long: the server said so, or its age does. */
function useOverdue({ phase, overdue, askedAt, messageId }: Exchange): boolean {
  const [late, setLate] = useState(false)
  const ages = phase === 'waiting' && messageId !== undefined
  useEffect(() => {
    setLate(false)
    if (!ages) return
    const timer = setTimeout(() => setLate(true), Math.max(0, Date.parse(askedAt) + overdueMs - Date.now()))
    return () => clearTimeout(timer)
  }, [ages, askedAt])
  return phase === 'waiting' && (overdue === true || (ages && late))
}

/** Tells screen readers of a reply that has come while the page was open, and of trouble; not of every word. */
function useReplyAnnouncement(exchange: Exchange, overdue: boolean): void {
  const { phase, reason } = exchange
  const before = useRef(phase)
  const text = replyText(exchange)
  useEffect(() => {
    if (before.current === phase) return
    before.current = phase
    if (phase === 'answered') announce(`Fernway: ${text}`)
    if (phase === 'streaming') announce('Fernway is writing a reply.')
    if (phase === 'failed' || phase === 'unsaved' || phase === 'refused') announce(`No reply. ${reason ?? ''}`)
  }, [phase, reason, text])
  useEffect(() => {
    if (overdue) announce('This one takes longer than it should. Your question is saved.')
  }, [overdue])
}
