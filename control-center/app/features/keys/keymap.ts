/** Every key of the product. A letter means one thing everywhere; each is printed on its control. */
export type KeyAction = 'heal-all' | 'chaos' | 'traffic' | 'pause' | 'open' | 'all-keys' | 'close'

export interface KeyEntry {
  keys: string[]
  does: string
  /** Absent for keys that a control handles itself once it has the focus. */
  action?: KeyAction
  /** Works even where single letters are turned off. */
  always?: boolean
}

export const KEYMAP: KeyEntry[] = [
  { keys: ['H'], does: 'Heal all: take back every change, from anywhere', action: 'heal-all' },
  { keys: ['C'], does: 'Chaos: go to the list of scenarios', action: 'chaos' },
  { keys: ['1', '0'], does: 'After C: choose the first to the tenth scenario' },
  { keys: ['Enter'], does: 'Inject what is chosen' },
  { keys: ['T'], does: 'Traffic: next level, off, light, medium, heavy', action: 'traffic' },
  { keys: ['P'], does: 'Pause: charts stand still, or go on', action: 'pause' },
  { keys: ['O'], does: 'Open the same page in Datadog', action: 'open' },
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
}

/** What a key press asks for, or null. `enabled` is the switch for single letters. */
export function actionOf(press: KeyPress, enabled: boolean): KeyAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) return null
  const pressed = press.key === 'Escape' ? 'Esc' : press.key.toUpperCase()
  const entry = KEYMAP.find(candidate => candidate.action && candidate.keys.includes(pressed))
  if (!entry?.action) return null
  if (entry.always) return entry.action
  if (!enabled || press.inTextField) return null
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
