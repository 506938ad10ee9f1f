import { useEffect } from 'react'
import { Kbd } from '../../ui/kbd.tsx'
import { runsWithCard } from '../chaos/run-words.ts'
import { useAllKeys, useRunKey } from '../keys/keys-context.tsx'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { usePrefs } from '../prefs/prefs-context.tsx'
import { useTour } from '../tour/tour-context.tsx'
import { TourList } from '../tour/tour-list.tsx'
import { TourPanel } from '../tour/tour-panel.tsx'
import { guidedRun, guideSteps } from './guide-state.ts'
import { Introduction } from './introduction.tsx'
import { RunGuide } from './run-guide.tsx'
import { useWatch } from './watch-context.tsx'

/** The tour while one is given; else the way to a first run, or the guide of the run that is open. */
export function GuidePanel() {
  const { active } = useTour()
  return active ? (
    <aside className="l" aria-label="Tour">
      <TourPanel active={active} />
      <KeyHints />
    </aside>
  ) : (
    <Guide />
  )
}

function Guide() {
  const { run, scenario, steps } = useGuide()
  const { setWatched } = useWatch()
  const current = steps.find(step => step.state === 'now')?.where ?? null
  useEffect(() => {
    setWatched(current && { where: current, card: null, pods: null, words: 'Watch here' })
    return () => setWatched(null)
  }, [current, setWatched])
  return (
    <aside className="l" aria-label="What to show">
      {run && scenario ? <RunGuide run={run} scenario={scenario} steps={steps} /> : <Introduction />}
      <TourList />
      <KeyHints />
    </aside>
  )
}

function KeyHints() {
  const { prefs } = usePrefs()
  const openAllKeys = useAllKeys()
  const openPalette = useRunKey('search')
  const stage = useRunKey('stage')
  if (!prefs.keys) return null
  return (
    <p className="note key-hints">
      <span>
        <Kbd>T</Kbd> Traffic
      </span>
      <span>
        <Kbd>C</Kbd> Chaos
      </span>
      <span>
        <Kbd>H</Kbd> Heal all
      </span>
      <button type="button" className="plain-button" onClick={stage}>
        <Kbd>S</Kbd> Stage
      </button>
      <button type="button" className="plain-button" onClick={openPalette}>
        <Kbd>/</Kbd> Commands
      </button>
      <button type="button" className="plain-button" onClick={openAllKeys}>
        <Kbd>?</Kbd> All keys
      </button>
    </p>
  )
}

/** The run that is guided, its scenario and its steps; no run while nothing has a card. */
export function useGuide() {
  const runs = useLive(state => state.runs)
  const scenarios = useLive(state => state.scenarios)
  const run = guidedRun(runsWithCard(runs, useNow()))
  const scenario = scenarios.find(one => one.id === run?.scenario) ?? null
  const steps = run && scenario ? guideSteps(scenario, run) : []
  return { run, scenario, steps }
}
