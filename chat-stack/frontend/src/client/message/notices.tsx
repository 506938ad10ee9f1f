import type { ReactNode } from 'react'
import { Icon } from '../shell/Icon.tsx'
import type { Exchange } from '../thread/thread.ts'
import type { ExchangeActions } from './ExchangeView.tsx'

interface NoticeProps {
  exchange: Exchange
  actions: ExchangeActions
}

function Notice({
  tone,
  icon,
  title,
  children,
  buttons,
}: {
  tone: 'warn' | 'bad'
  icon: 'clock' | 'warning'
  title: string
  children: ReactNode
  buttons?: ReactNode
}) {
  return (
    <div className={`notice ${tone}`}>
      <p className="title">
        <Icon name={icon} />
        {title}
      </p>
      <p>{children}</p>
      {buttons && <div className="buttons">{buttons}</div>}
    </div>
  )
}

function AskAgain({ exchange, actions, label = 'Ask again' }: NoticeProps & { label?: string }) {
  return (
    <button type="button" className="button primary" onClick={() => actions.onAskAgain(exchange)}>
      <Icon name="again" />
      {label}
    </button>
  )
}

/** No token came in time: the question is stored, and its answer still comes. */
export function OverdueNotice({ exchange, actions }: NoticeProps) {
  if (exchange.patient || exchange.askedAgain) {
    return (
      <p className="dots">
        <span className="busy" aria-hidden="true" />
        Still waiting. The answer will appear here by itself.
      </p>
    )
  }
  const buttons = (
    <>
      <AskAgain exchange={exchange} actions={actions} />
      <button type="button" className="button" onClick={() => actions.onKeepWaiting(exchange)}>
        Keep waiting
      </button>
    </>
  )
  return (
    <Notice tone="warn" icon="clock" title="This one takes longer than it should" buttons={buttons}>
      Your question is saved. The answer will appear here by itself, or you can ask again now.
    </Notice>
  )
}

/** The question ended without an answer. */
export function FailedNotice({ exchange, actions }: NoticeProps) {
  const again = exchange.retryable && !exchange.askedAgain
  const buttons = again ? <AskAgain exchange={exchange} actions={actions} /> : undefined
  return (
    <Notice tone="bad" icon="warning" title="There is no answer to this one" buttons={buttons}>
      {exchange.reason}
    </Notice>
  )
}

/** The question may not have reached the shop; sending it again cannot ask it twice. */
export function UnsavedNotice({ exchange, actions }: NoticeProps) {
  return (
    <Notice
      tone="warn"
      icon="warning"
      title="Your question could not be saved"
      buttons={<AskAgain exchange={exchange} actions={actions} label="Try again" />}
    >
      The shop does not answer right now. Nothing is asked twice when you try again.
    </Notice>
  )
}

/** The shop will not take the question as it is. */
export function RefusedNotice({ exchange }: { exchange: Exchange }) {
  return (
    <Notice tone="bad" icon="warning" title="This question was not taken">
      {exchange.reason}
    </Notice>
  )
}
