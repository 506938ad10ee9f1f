/** Times of day, 24 h with seconds, in one time zone for server and browser. */

const formats = new Map<string, Intl.DateTimeFormat>()

function format(timeZone: string, kind: 'time' | 'minute' | 'day'): Intl.DateTimeFormat {
  const key = `${kind} ${timeZone}`
  const known = formats.get(key)
  if (known) return known
  const made =
    kind === 'day'
      ? new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' })
      : new Intl.DateTimeFormat('en-GB', {
          timeZone,
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
          ...(kind === 'time' ? { second: '2-digit' } : {}),
        })
  formats.set(key, made)
  return made
}

/** `14:22:44` */
export function timeOfDay(at: string | number, timeZone: string): string {
  return format(timeZone, 'time').format(new Date(at))
}

/** `14:22`, for axes. */
export function minuteOfDay(at: number, timeZone: string): string {
  return format(timeZone, 'minute').format(new Date(at))
}

/** `14:22:44`, with the day before it when it is not today: `23 Nov, 14:22:44`. */
export function momentOf(at: string, now: string | number, timeZone: string): string {
  const day = format(timeZone, 'day')
  const date = day.format(new Date(at))
  const time = timeOfDay(at, timeZone)
  return date === day.format(new Date(now)) ? time : `${date}, ${time}`
}
