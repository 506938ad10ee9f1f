import type { Episode } from '../../platform/lenses/slos/model.ts'
import type { MonitorRow } from '../../platform/widgets/model.ts'

/** A part of a monitor's strip; both are parts of one of the range. */
export interface StripPart {
  id: string
  state: Episode['state']
  start: number
  width: number
}

/** Seconds that an episode lasted within what is looked at, and whether it is over. */
export function lengthOf({ from, to }: Episode, rangeFrom: string, now: number): number {
  const begin = from === null ? Date.parse(rangeFrom) : Date.parse(from)
  const end = to === null ? now : Date.parse(to)
  return Math.max(0, end - begin) / 1000
}

/** Where in the range a monitor was not OK. Times are milliseconds. */
export function stripOf(episodes: readonly Episode[], monitorId: string, from: number, to: number): StripPart[] {
  const place = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)))
  return episodes
    .filter(episode => episode.monitorId === monitorId)
    .map(({ id, state, from: began, to: ended }) => {
      const start = place(began === null ? from : Date.parse(began))
      return { id, state, start, width: place(ended === null ? to : Date.parse(ended)) - start }
    })
    .sort((a, b) => a.start - b.start)
}

/** `2 × not OK, 1 min 4 s in all` has these numbers. */
export function countOf(
  episodes: readonly Episode[],
  monitorId: string,
  rangeFrom: string,
  now: number,
): { times: number; seconds: number } {
  const own = episodes.filter(episode => episode.monitorId === monitorId)
  return { times: own.length, seconds: own.reduce((sum, one) => sum + lengthOf(one, rangeFrom, now), 0) }
}

/** Monitors that look at how fast an objective's budget is spent, or at what is left of it. */
export function monitorsOfSlo(monitors: readonly MonitorRow[], slo: string): MonitorRow[] {
  return monitors.filter(({ type, query }) => type === 'slo alert' && query.includes(`("${slo}")`))
}

/** The objective that a monitor's query looks at; null for all other monitors. */
export function sloOfMonitor({ type, query }: MonitorRow): string | null {
  return type === 'slo alert' ? (/^\w+\("([^"]+)"\)/.exec(query)?.[1] ?? null) : null
}
