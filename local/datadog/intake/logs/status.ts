/** Bunyan and pino count upwards from trace. */
const LEVELS: readonly (readonly [number, string])[] = [
  [60, 'critical'],
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [0, 'debug'],
]
const SYSLOG = ['emergency', 'alert', 'critical', 'error', 'warn', 'notice', 'info', 'debug']

/** Status of a log as the pipeline names it, out of whatever the logger calls a level; info when it says nothing. */
export function statusOf(level: unknown): string {
  if (typeof level === 'number') {
    return (level < 8 ? SYSLOG[level] : LEVELS.find(([from]) => level >= from)?.[1]) ?? 'info'
  }
  if (typeof level !== 'string' || level === '') return 'info'
  const text = level.toLowerCase()
  if (/^\d+$/.test(text)) return statusOf(Number(text))
  if (text.startsWith('emerg') || text.startsWith('f')) return 'emergency'
  if (text.startsWith('a')) return 'alert'
  if (text.startsWith('c')) return 'critical'
  if (text.startsWith('e')) return 'error'
  if (text.startsWith('w')) return 'warn'
  if (text.startsWith('n')) return 'notice'
  if (text.startsWith('d') || text.startsWith('t') || text.startsWith('v')) return 'debug'
  return text.startsWith('o') || text.startsWith('s') ? 'ok' : 'info'
}
