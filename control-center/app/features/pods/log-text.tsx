import { Fragment, useLayoutEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { type LogBuffer, readLine } from './log-lines.ts'

/** Pixels from the end within which the newest line counts as in sight. */
const NEAR_END = 24

/** A scrolled region takes the focus, or it could not be moved without a mouse. */
const MOVED_BY_ARROWS = { tabIndex: 0 }

interface LogTextProps {
  lines: LogBuffer['lines']
  words: string
  empty: string
}

/** The lines themselves. It stays at the newest line until somebody scrolls up, and goes on when asked to. */
export function LogText({ lines, words, empty }: LogTextProps) {
  const timeZone = useTimeZone()
  const box = useRef<HTMLDivElement>(null)
  const [paused, setPaused] = useState(false)
  const last = lines.at(-1)?.number

  useLayoutEffect(() => {
    if (!paused && last !== undefined) toEnd(box.current)
  }, [last, paused])

  function onScroll() {
    const element = box.current
    if (element) setPaused(element.scrollHeight - element.scrollTop - element.clientHeight > NEAR_END)
  }

  return (
    <div className="log-frame">
      <section ref={box} className="log mono" aria-label="Log lines" {...MOVED_BY_ARROWS} onScroll={onScroll}>
        {lines.length === 0 && <p className="dim">{empty}</p>}
        {lines.map(line => {
          const { tone, level, time, message, fields } = readLine(line.text, timeZone)
          return (
            <p key={line.number} className={tone === 'plain' ? '' : tone}>
              {time && <span className="dim">{time} </span>}
              {level && level !== 'info' && <b>{level} </b>}
              <Marked text={message} words={words} />
              {fields && (
                <span className="dim">
                  {' '}
                  <Marked text={fields} words={words} />
                </span>
              )}
            </p>
          )
        })}
      </section>
      {paused && (
        <Button small className="log-on" onClick={() => setPaused(false)}>
          Paused, go to the newest line
        </Button>
      )}
    </div>
  )
}

function toEnd(element: HTMLElement | null) {
  if (element) element.scrollTop = element.scrollHeight
}

function Marked({ text, words }: { text: string; words: string }) {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return text
  const parts = []
  let from = 0
  for (let at = text.toLowerCase().indexOf(wanted); at !== -1; at = text.toLowerCase().indexOf(wanted, from)) {
    parts.push({ at: from, text: text.slice(from, at), found: text.slice(at, at + wanted.length) })
    from = at + wanted.length
  }
  return (
    <>
      {parts.map(part => (
        <Fragment key={part.at}>
          {part.text}
          <mark>{part.found}</mark>
        </Fragment>
      ))}
      {text.slice(from)}
    </>
  )
}
