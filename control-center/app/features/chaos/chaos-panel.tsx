import type { ScenarioSummary } from '@chat-demo/engine'
import { useSearchParams } from '@remix-run/react'
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Icon } from '../../ui/icon.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { scenarioIndex, scenarioKey } from '../keys/keymap.ts'
import { useKey } from '../keys/keys-context.tsx'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { usePrefs } from '../prefs/prefs-context.tsx'
import { ConfirmCard } from './confirm-card.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { RunCard } from './run-card.tsx'
import { isOpen, runsWithCard } from './run-words.ts'
import { ScenarioList } from './scenario-list.tsx'
import { Steady } from './steady.tsx'

/** What is wrong on purpose, the way back, and what can be started. `C` comes here, a digit chooses. */
export function ChaosPanel() {
  const runs = useLive(state => state.runs)
  const scenarios = useLive(state => state.scenarios)
  const now = useNow()
  const { prefs } = usePrefs()
  const [chosenId, setChosen] = useState<string | null>(null)
  const panel = useRef<HTMLElement>(null)
  const chosen = scenarios.find(scenario => scenario.id === chosenId) ?? null
  const cards = runsWithCard(runs, now)

  useKey('chaos', () => panel.current?.focus())
  // A command on any page chooses by the address.
  const [search, setSearch] = useSearchParams()
  const asked = search.get('scenario')
  useEffect(() => {
    if (asked === null) return
    setChosen(asked)
    setSearch(
      before => {
        before.delete('scenario')
        return before
      },
      { replace: true, preventScrollReset: true },
    )
  }, [asked, setSearch])
  const close = useCallback(() => {
    setChosen(null)
    panel.current?.focus()
  }, [])

  function choose(scenario: ScenarioSummary) {
    setChosen(scenario.id)
  }

  function onKeyDown(event: KeyboardEvent) {
    const index = prefs.keys && !event.ctrlKey && !event.metaKey && !event.altKey ? scenarioIndex(event.key) : null
    const scenario = index === null ? undefined : scenarios[index]
    if (!scenario) return
    event.preventDefault()
    choose(scenario)
  }

  return (
    <aside ref={panel} className="r" aria-label="Chaos" tabIndex={-1} onKeyDown={onKeyDown}>
      <h2 className="h">
        <Icon name="bolt" />
        Chaos
        <span className="end row">
          {openInWords(runs.filter(isOpen).map(run => run.state))} <Kbd>C</Kbd>
        </span>
      </h2>
      <div className="stack">
        {cards.map((run, index) => (
          <RunCard key={run.id} run={run} now={now} first={index === 0} />
        ))}
        {chosen && <ConfirmCard key={chosen.id} scenario={chosen} onClose={close} />}
      </div>
      <h2 className="h section">
        {cards.some(isOpen) ? 'Start another' : 'Start'}
        <ChooseHint count={scenarios.length} />
      </h2>
      <ScenarioList scenarios={scenarios} chosen={chosen} onChoose={choose} />
      <Steady />
      <RecentRuns runs={runs.filter(run => !cards.includes(run))} />
    </aside>
  )
}

function openInWords(states: string[]): string {
  const recovering = states.filter(state => state === 'recovering').length
  const active = states.length - recovering
  return recovering > 0 ? `${active} active, ${recovering} recovering` : `${active} active`
}

function ChooseHint({ count }: { count: number }) {
  const { prefs } = usePrefs()
  const last = scenarioKey(Math.min(count, 10) - 1)
  if (!prefs.keys || last === null || count === 0) return null
  return (
    <span className="end hint">
      <Kbd>1</Kbd>
      {count > 1 && (
        <>
          {' to '}
          <Kbd>{last}</Kbd>
        </>
      )}
      {' then '}
      <Kbd>Enter</Kbd>
    </span>
  )
}
