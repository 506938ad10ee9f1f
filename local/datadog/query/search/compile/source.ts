import type { TimeRange } from '../../error.ts'
import { parseSearch } from '../syntax/parse.ts'
import { condition } from './condition.ts'
import type { Parameters } from './parameters.ts'
import type { TrackMap } from './tracks.ts'

/** `FROM … WHERE …` of the rows of a track within a range that a query finds. */
export function source(track: TrackMap, query: string, range: TimeRange, parameters: Parameters): string {
  const [from, to] = [parameters.bind(Math.floor(range.from)), parameters.bind(Math.ceil(range.to))]
  const inRange = `time >= ${from} AND time < ${to}`
  const found = condition(parseSearch(query), track, parameters)
  // What is outdated must go before anything is found by it.
  return track.newest === undefined
    ? `FROM ${track.table} WHERE ${inRange} AND ${found}`
    : `FROM (SELECT * FROM ${track.table} WHERE ${inRange} QUALIFY ${track.newest}) WHERE ${found}`
}
