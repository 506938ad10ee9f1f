import { useNavigate } from '@remix-run/react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Kbd } from '../../ui/kbd.tsx'
import { Modal } from '../../ui/modal.tsx'
import { useHealAll } from '../chaos/use-chaos.ts'
import { useAllKeys, useRunKey } from '../keys/keys-context.tsx'
import { useLive } from '../live/query.ts'
import { usePrefs } from '../prefs/prefs-context.tsx'
import type { Page } from '../shell/pages.ts'
import { useTour } from '../tour/tour-context.tsx'
import { useTraffic } from '../traffic/use-traffic.ts'
import { type Command, commands, found } from './commands.ts'
import type { PaletteMode } from './palette.tsx'

interface PaletteDialogProps {
  mode: PaletteMode | null
  pages: Page[]
  onClose: () => void
}

export default function PaletteDialog({ mode, pages, onClose }: PaletteDialogProps) {
  const sub = mode === 'keys' ? 'the next key runs it' : 'type, choose with the arrows, Enter runs it'
  return (
    <Modal open={mode !== null} onOpenChange={open => !open && onClose()} title="Commands" sub={sub}>
      {mode !== null && <Commands mode={mode} pages={pages} onClose={onClose} />}
    </Modal>
  )
}

function Commands({ mode, pages, onClose }: PaletteDialogProps) {
  const all = useCommands(pages)
  const [words, setWords] = useState('')
  const [place, setPlace] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const shown = found(all, words)
  // After the dialog has noted what had the focus, and given it to its first control.
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  const chosen = shown[Math.min(place, shown.length - 1)]

  function run(command: Command | undefined) {
    if (!command) return
    onClose()
    // The dialog gives the focus back first: what runs may send it elsewhere.
    setTimeout(command.run)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const by = event.key === 'ArrowDown' ? 1 : -1
      setPlace(now => (Math.min(now, shown.length - 1) + by + shown.length) % Math.max(1, shown.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(chosen)
    } else if (mode === 'keys' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const command = all.find(one => one.key === event.key)
      if (!command) return
      event.preventDefault()
      event.stopPropagation()
      run(command)
    }
  }

  return (
    <div className="palette">
      <input
        ref={field}
        type="search"
        className="field"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={chosen ? idOf(chosen) : undefined}
        aria-label={mode === 'keys' ? 'Press the key of a command' : 'Find a command'}
        placeholder={mode === 'keys' ? 'Press the key of a command' : 'Find a command'}
        readOnly={mode === 'keys'}
        value={words}
        onKeyDown={onKeyDown}
        onChange={event => {
          setWords(event.target.value)
          setPlace(0)
        }}
      />
      {shown.length === 0 && <p className="note mt-2">No command has all of these words.</p>}
      <div id="commands" role="listbox" aria-label="Commands">
        {shown.map(command => (
          <button
            key={command.id}
            id={idOf(command)}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={command === chosen}
            className="command"
            ref={element => {
              if (command === chosen) element?.scrollIntoView({ block: 'nearest' })
            }}
            onClick={() => run(command)}
          >
            <span className="dim">{command.group}</span>
            <span>{command.title}</span>
            {mode === 'keys' && command.key && <Kbd always>{command.key}</Kbd>}
          </button>
        ))}
      </div>
    </div>
  )
}

const idOf = (command: Command) => `command-${command.id.replace(/[^a-z0-9]+/gi, '-')}`

function useCommands(pages: Page[]): Command[] {
  const navigate = useNavigate()
  const scenarios = useLive(state => state.scenarios)
  const tours = useLive(state => state.tours.list)
  const { active, begin, next, back, act, pause, end } = useTour()
  const { prefs, setPrefs } = usePrefs()
  const heal = useHealAll()
  const traffic = useTraffic()
  const allKeys = useAllKeys()
  const stage = useRunKey('stage')
  return commands({
    pages,
    scenarios,
    tours,
    tourIsOn: active !== null,
    does: {
      healAll: () => heal.mutate(),
      setTraffic: profile => traffic.mutate(profile),
      goTo: path => navigate(path),
      choose: scenario => navigate(`/?scenario=${encodeURIComponent(scenario)}`),
      begin,
      next,
      back,
      act,
      pause,
      end,
      stage,
      theme: () => setPrefs({ theme: prefs.theme === 'dark' ? 'light' : 'dark' }),
      allKeys,
    },
  })
}
