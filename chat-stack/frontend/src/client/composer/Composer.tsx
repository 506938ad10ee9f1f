import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Icon } from '../shell/Icon.tsx'

/** The shop takes no longer question. */
const maxCharacters = 8_000

/** From here on the count is shown. */
const countFrom = 7_000

/** Where a question is written. Enter sends, Shift and Enter starts a new line. */
export function Composer({
  identity,
  busy,
  onAsk,
  onStop,
}: {
  /** Changes with the conversation: the field is then focused. */
  identity: string
  /** A reply is being read. */
  busy: boolean
  onAsk: (content: string) => void
  onStop: () => void
}) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const content = text.trim()
  const tooLong = text.length > maxCharacters
  const canSend = !busy && content !== '' && !tooLong

  useEffect(() => {
    // A phone would open its keyboard over what there is to read.
    if (identity !== '' && window.matchMedia('(min-width: 761px)').matches) field.current?.focus()
  }, [identity])

  useEffect(() => {
    const element = field.current
    if (element === null) return
    element.style.height = text === '' ? '' : 'auto'
    if (text !== '') element.style.height = `${element.scrollHeight}px`
  }, [text])

  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (!canSend) return
    onAsk(content)
    setText('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form className="composer" onSubmit={send}>
      <div className="box">
        <textarea
          ref={field}
          rows={1}
          aria-label="Your question"
          aria-describedby="composer-help"
          aria-invalid={tooLong}
          placeholder="Ask about your plants"
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {busy ? (
          // Keys of their own: a second press on Stop does not land on Send.
          <button
            key="stop"
            type="button"
            className="round stop"
            aria-label="Stop the reply"
            title="Stop the reply"
            onClick={onStop}
          >
            <Icon name="stop" />
          </button>
        ) : (
          <button key="send" type="submit" className="round" aria-label="Send" title="Send" aria-disabled={!canSend}>
            <Icon name="send" />
          </button>
        )}
      </div>
      <p className="fine" id="composer-help">
        {text.length > countFrom ? (
          <span className={tooLong ? 'over' : undefined} role="status">
            {text.length.toLocaleString('en-GB')} of {maxCharacters.toLocaleString('en-GB')} characters
          </span>
        ) : (
          <>
            Fernway can be wrong about plants.{' '}
            <span className="wide-only">Enter sends, Shift and Enter starts a new line.</span>
          </>
        )}
      </p>
    </form>
  )
}
