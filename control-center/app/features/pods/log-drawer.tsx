import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/modal.tsx'
import { count } from '../format/format.ts'
import { useLive } from '../live/query.ts'
import { useToast } from '../toasts/toasts.tsx'
import { matching } from './log-lines.ts'
import { LogText } from './log-text.tsx'
import { type LogReading, useLog } from './use-log.ts'

interface LogDrawerProps {
  /** The pod whose log is open, null while the drawer is closed. */
  podName: string | null
  onClose: () => void
}

export default function LogDrawer({ podName, onClose }: LogDrawerProps) {
  return (
    <Modal
      place="right"
      open={podName !== null}
      onOpenChange={open => open || onClose()}
      title={podName ?? 'Logs'}
      sub="log, newest last"
    >
      {podName && <Log key={podName} podName={podName} />}
    </Modal>
  )
}

function Log({ podName }: { podName: string }) {
  const pod = useLive(state => state.pods.find(one => one.name === podName))
  const say = useToast()
  const [names] = useState(pod?.containerNames ?? [])
  const [container, setContainer] = useState(names[0] ?? '')
  const [previous, setPrevious] = useState(false)
  const [follow, setFollow] = useState(true)
  const [words, setWords] = useState('')
  const reading = useLog({ pod: podName, container, previous, follow })
  const shown = matching(reading.buffer.lines, words)

  async function copy() {
    await navigator.clipboard.writeText(shown.map(line => line.text).join('\n'))
    say({ tone: 'ok', title: `${count(shown.length)} lines copied` })
  }

  return (
    <>
      <div className="row log-tools">
        {names.length > 1 && (
          <select
            className="field"
            aria-label="Container"
            value={container}
            onChange={event => setContainer(event.target.value)}
          >
            {names.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <input
          className="field grow"
          type="search"
          placeholder="Find in these lines"
          aria-label="Find in these lines"
          value={words}
          onChange={event => setWords(event.target.value)}
        />
        <label className="row text-sm nowrap">
          <input
            type="checkbox"
            checked={follow && !previous}
            disabled={previous}
            onChange={event => setFollow(event.target.checked)}
          />
          Follow
        </label>
        <label className="row text-sm nowrap">
          <input type="checkbox" checked={previous} onChange={event => setPrevious(event.target.checked)} />
          Before the last restart
        </label>
        <Button small icon="copy" disabled={shown.length === 0} onClick={copy}>
          Copy
        </Button>
      </div>
      <LogText lines={shown} words={words} empty={emptyWords(reading, previous, words)} />
      <p className="note" role="status">
        {statusWords(reading, follow && !previous, pod === undefined)}
        {words.trim() !== '' && `, ${count(shown.length)} with “${words.trim()}”`}
      </p>
    </>
  )
}

function statusWords(reading: LogReading, follow: boolean, gone: boolean): string {
  const lines = `${count(reading.buffer.lines.length)} lines`
  if (reading.status === 'failed') return `${lines}. ${reading.problem}`
  if (gone) return `${lines}. The pod is gone.`
  if (reading.status === 'ended') return `${lines}, to its end`
  return follow ? `${lines}, following` : `${lines}, reading`
}

function emptyWords(reading: LogReading, previous: boolean, words: string): string {
  if (reading.problem) return reading.problem
  if (words.trim() !== '') return 'No line holds these words.'
  if (reading.status === 'reading') return 'Asking Kubernetes'
  return previous ? 'There was no restart, so there is no log before it.' : 'Nothing was logged yet.'
}
