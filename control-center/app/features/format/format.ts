/** Numbers, durations and ages as the whole product writes them. The space before a unit does not break. */

export const NBSP = '\u00a0'
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `1,204,113` */
export function count(value: number): string {
  return grouped.format(value)
}

/** `950`, then `18.2 k`, `1.2 M`: for places that have no room for the whole number. */
export function shortCount(value: number): string {
  if (Math.abs(value) < 10_000) return count(value)
  const [divisor, unit] = Math.abs(value) < 999_950 ? [1e3, 'k'] : [1e6, 'M']
  return `${(value / divisor).toFixed(1)}${NBSP}${unit}`
}

/** One decimal below 100, none above: a value keeps three digits and its place. */
export function decimal(value: number): string {
  return Math.abs(value) < 99.95 ? value.toFixed(1) : count(value)
}

/** `4.8 /s` */
export function perSecond(value: number): string {
  return `${decimal(value)}${NBSP}/s`
}

/** A part of one as `34.8 %`; `0 %` and `100 %` stand without a decimal. */
export function percent(part: number): string {
  const value = part * 100
  return `${value === 0 || value === 100 ? value : decimal(value)}${NBSP}%`
}

/** Bytes in whole mebibytes, without the unit: `1,024`. */
export function mebi(bytes: number): string {
  return count(Math.round(bytes / 1024 ** 2))
}

/** Seconds as `11 ms`, `2.31 s`, `38 s`, `1 min 4 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds < 0.00995) return `${(seconds * 1000).toFixed(1)}${NBSP}ms`
  if (seconds < 0.9995) return `${Math.round(Math.max(0, seconds) * 1000)}${NBSP}ms`
  if (seconds < 9.995) return `${seconds.toFixed(2)}${NBSP}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}${NBSP}s`
  if (whole < 3600) return pair(whole, 60, 'min', 's')
  return pair(Math.round(whole / 60), 60, 'h', 'min')
}

/** Whole seconds of what counts up or down: `0 s`, `14 s`, `1 min 4 s`. */
export function wholeSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return whole < 60 ? `${whole}${NBSP}s` : pair(whole, 60, 'min', 's')
}

function pair(value: number, base: number, large: string, small: string): string {
  const rest = value % base
  const head = `${Math.floor(value / base)}${NBSP}${large}`
  return rest === 0 ? head : `${head} ${rest}${NBSP}${small}`
}

/** Clock of a run: `0:54`, `12:06`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** How long something is old, in its largest unit: `52 s`, `31 min`, `5 h`, `3 d`. */
export function age(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return `${whole}${NBSP}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}${NBSP}min`
  if (whole < 86_400) return `${Math.floor(whole / 3600)}${NBSP}h`
  return `${Math.floor(whole / 86_400)}${NBSP}d`
}

/** Seconds between two ISO times. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}

/** Words of a program as a sentence: a capital at the beginning, a full stop at the end. */
export function sentence(words: string): string {
  const trimmed = words.trim()
  if (trimmed === '') return ''
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?:]$/.test(capital) ? capital : `${capital}.`
}
