/** Every key of the product. A letter means one thing everywhere; each is printed on its control. */
export type KeyAction =
  | 'heal-all'
  | 'chaos'
  | 'traffic'
  | 'stage'
  | 'pause'
  | 'open'
  | 'search'
  | 'palette'
  | 'any'
  | 'tour-back'
  | 'tour-next'
  | 'tour-do'
  | 'all-keys'
  | 'close'

export interface KeyEntry {
  keys: string[]
  does: string
  /** Absent for keys that a control handles itself once it has the focus. */
  action?: KeyAction
  /** Works even where single letters are turned off. */
  always?: boolean
  /** With Ctrl or ⌘ held, so it works in text fields too. */
  held?: boolean
}

export const KEYMAP: KeyEntry[] = [
  { keys: ['H'], does: 'Heal all: take back every change, from anywhere', action: 'heal-all' },
  { keys: ['C'], does: 'Chaos: go to the list of scenarios', action: 'chaos' },
  { keys: ['1', '0'], does: 'After C: choose the first to the tenth scenario' },
  { keys: ['Enter'], does: 'Inject what is chosen' },
  { keys: ['T'], does: 'Traffic: next level, off, light, medium, heavy', action: 'traffic' },
  { keys: ['S'], does: 'Stage: one thing at a time, large; again to leave', action: 'stage' },
  { keys: ['P'], does: 'Pause: the clock of the tour, without one the charts', action: 'pause' },
  { keys: ['O'], does: 'Open the same in Datadog: what the step shows, or the page', action: 'open' },
  { keys: ['→', 'PageDown'], does: 'Tour: next step', action: 'tour-next' },
  { keys: ['←', 'PageUp'], does: 'Tour: step before', action: 'tour-back' },
  { keys: ['Enter'], does: "Tour: the step's own button", action: 'tour-do' },
  { keys: ['G'], does: 'Any action: the next key runs it', action: 'any' },
  { keys: ['Ctrl', 'K'], does: 'Find a command by its name', action: 'palette', held: true },
  { keys: ['/'], does: 'Search: traces, logs; on other pages commands', action: 'search' },
  { keys: ['↑', '↓'], does: 'In a list: choose the one before or after' },
  { keys: ['?'], does: 'All keys: this list', action: 'all-keys' },
  { keys: ['←', '→'], does: 'In a chart: one point back or on; in Traffic: the level beside' },
  { keys: ['Esc'], does: 'Close what is open, put back what was chosen', action: 'close', always: true },
]

export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  repeat: boolean
  /** The focus is where letters are typed. */
  inTextField: boolean
  /** A dialog is open: it has its own keys. */
  inDialog: boolean
  /** The focus is on a button or a link, which Enter presses. */
  ownsEnter: boolean
  /** The focus is on something that arrows move in: a chart, a choice. */
  ownsArrows: boolean
}

/** Keys whose printed name is not their own. */
const PRINTED: Record<string, string> = {
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: 'Enter',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
}
const ARROWS = new Set(['←', '→'])

/** What a key press asks for, or null. `enabled` is the switch for single letters. */
export function actionOf(press: KeyPress, enabled: boolean): KeyAction | null {
  if (press.altKey || press.repeat) return null
  const pressed = PRINTED[press.key] ?? press.key.toUpperCase()
  const held = press.ctrlKey || press.metaKey
  const entry = KEYMAP.find(
    candidate => candidate.action && candidate.keys.includes(pressed) && (candidate.held ?? false) === held,
  )
  if (!entry?.action) return null
  if (entry.held) return press.inDialog ? null : entry.action
  if (entry.always) return entry.action
  if (press.inTextField || (!enabled && pressed.length === 1 && !ARROWS.has(pressed))) return null
  if ((press.ownsEnter && pressed === 'Enter') || (press.ownsArrows && ARROWS.has(pressed))) return null
  // Healing is reachable from anywhere; the rest waits until the dialog is closed.
  if (press.inDialog && entry.action !== 'heal-all') return null
  return entry.action
}

/** Place in the list of scenarios that a digit names: `1` is the first, `0` the tenth. */
export function scenarioIndex(key: string): number | null {
  if (!/^[0-9]$/.test(key)) return null
  return key === '0' ? 9 : Number(key) - 1
}

/** The digit printed beside a scenario, or null beyond the tenth. */
export function scenarioKey(index: number): string | null {
  if (index > 9) return null
  return index === 9 ? '0' : String(index + 1)
}
