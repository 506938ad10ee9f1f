import type { Store } from '../../store/store.ts'
import { QueryError } from '../error.ts'
import { aggregateEvents } from './aggregate.ts'
import { pageSql } from './compile/page.ts'
import { type TrackMap, tracks } from './compile/tracks.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { EventSearch } from './types.ts'

type Row = Record<string, unknown> & { time: number; identity: string }

const MAX_LIMIT = 1000

/** Datadog's search syntax over the tables of the store. */
export function eventSearch(store: Store): EventSearch {
  return {
    async search<R extends object>(track: keyof typeof tracks, request: Parameters<EventSearch['search']>[1]) {
      if (!Number.isInteger(request.limit) || request.limit < 1 || request.limit > MAX_LIMIT) {
        throw new QueryError(`A page has from 1 to ${MAX_LIMIT} events, not ${request.limit}.`)
      }
      const after = request.cursor === undefined ? null : readCursor(request.cursor)
      const { sql, parameters } = pageSql(tracks[track], request, after)
      const found = await store.query<Row>(sql, parameters.values)
      const page = found.slice(0, request.limit)
      const last = page.at(-1)
      return {
        rows: page.map(row => parsed(row, tracks[track]) as R),
        cursor: found.length > request.limit && last !== undefined ? writeCursor(last) : null,
      }
    },
    aggregate: (track, request) => aggregateEvents(store, track, request),
  }
}

function parsed({ identity: _, ...row }: Row, track: TrackMap): object {
  const json = track.json.map(column => [column, JSON.parse(String(row[column]))])
  return { ...row, ...Object.fromEntries(json) }
}
