import type { ScenarioSummary } from '@chat-demo/engine'
import type { TrafficProfile } from '../../platform/live-state.ts'
import type { Page } from '../shell/pages.ts'
import type { TourSummary } from '../tour/view.ts'
import { PROFILES } from '../traffic/profiles.ts'

export interface Command {
  id: string
  group: 'Do' | 'Tour' | 'Traffic' | 'Go to' | 'Chaos' | 'Begin a tour'
  title: string
  /** The one key that runs it once all actions are shown; null beyond the last free one. */
  key: string | null
  run: () => void
}

export interface CommandSources {
  pages: Page[]
  scenarios: Pick<ScenarioSummary, 'id' | 'title'>[]
  tours: Pick<TourSummary, 'id' | 'title'>[]
  tourIsOn: boolean
  does: {
    healAll: () => void
    setTraffic: (profile: TrafficProfile) => void
    goTo: (path: string) => void
    choose: (scenario: string) => void
    begin: (tour: string) => void
    next: () => void
    back: () => void
    act: () => void
    pause: () => void
    end: () => void
    stage: () => void
    theme: () => void
    allKeys: () => void
  }
}

/** Everything that the product does, each with a key of its own. */
export function commands({ pages, scenarios, tours, tourIsOn, does }: CommandSources): Command[] {
  const tour: Wish[] = tourIsOn
    ? [
        { group: 'Tour', title: 'Next step', wish: 'n', run: does.next },
        { group: 'Tour', title: 'Step before', wish: 'b', run: does.back },
        { group: 'Tour', title: "The step's own button", wish: 'd', run: does.act },
        { group: 'Tour', title: 'Pause, or go on', wish: 'p', run: does.pause },
        { group: 'Tour', title: 'End the tour', wish: 'e', run: does.end },
      ]
    : []
  return withKeys([
    { group: 'Do', title: 'Heal all', wish: 'h', run: does.healAll },
    ...tour,
    ...PROFILES.map(({ profile, title }) => ({
      group: 'Traffic' as const,
      title: `Traffic: ${title.toLowerCase()}`,
      wish: { off: 'o', light: 'l', medium: 'm', heavy: 'y' }[profile],
      run: () => does.setTraffic(profile),
    })),
    // The digits are those of the list of scenarios.
    ...scenarios.map(({ id, title }, index) => ({
      group: 'Chaos' as const,
      title: `Choose: ${title}`,
      wish: index < 10 ? String((index + 1) % 10) : null,
      run: () => does.choose(id),
    })),
    ...pages.map(({ to, title }) => ({ group: 'Go to' as const, title, wish: null, run: () => does.goTo(to) })),
    ...tours.map(({ id, title }) => ({
      group: 'Begin a tour' as const,
      title,
      wish: null,
      run: () => does.begin(id),
    })),
    { group: 'Do', title: 'Stage: one thing, large', wish: 's', run: does.stage },
    { group: 'Do', title: 'Other theme', wish: null, run: does.theme },
    { group: 'Do', title: 'All keys', wish: '?', run: does.allKeys },
  ])
}

type Wish = Omit<Command, 'key' | 'id'> & { wish: string | null }

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** Who wishes for a key gets it; the others get a letter of their title, or any that is left, at last with Shift. */
function withKeys(wishes: Wish[]): Command[] {
  const taken = new Set(wishes.flatMap(({ wish }) => wish ?? []))
  return wishes.map(({ wish, ...command }) => {
    const own = command.title.toLowerCase().replace(/[^a-z]/g, '')
    const key = wish ?? [...own, ...LETTERS, ...LETTERS.toUpperCase()].find(letter => !taken.has(letter)) ?? null
    if (key !== null) taken.add(key)
    return { ...command, key, id: `${command.group}: ${command.title}` }
  })
}

/** Commands whose words hold all that was typed, those that begin with it first. */
export function found(all: Command[], words: string): Command[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const first = wanted[0]
  if (first === undefined) return all
  return all
    .filter(({ id }) => wanted.every(word => id.toLowerCase().includes(word)))
    .toSorted((a, b) => begins(b, first) - begins(a, first))
}

const begins = ({ title }: Command, word: string) => (title.toLowerCase().startsWith(word) ? 1 : 0)
