import type { Position } from '../cursor.ts'
import type { SearchRequest } from '../types.ts'
import { Parameters } from './parameters.ts'
import { source } from './source.ts'
import type { TrackMap } from './tracks.ts'

/** One page of rows, and one row more when there is another page. The columns of the table and `identity`. */
export function pageSql(
  track: TrackMap,
  request: SearchRequest,
  after: Position | null,
): { sql: string; parameters: Parameters } {
  const parameters = new Parameters()
  const ascending = request.order === 'ascending'
  const direction = ascending ? 'ASC' : 'DESC'
  const rows = source(track, request.query, request.range, parameters)
  const beyond = ascending ? '>' : '<'
  const rest =
    after === null
      ? ''
      : `WHERE (time, identity) ${beyond} (${parameters.bind(after.time)}, ${parameters.bind(after.identity)})`
  const sql = `WITH found AS (SELECT *, ${track.identity} AS identity ${rows})
    SELECT * FROM found ${rest} ORDER BY time ${direction}, identity ${direction}
    LIMIT ${parameters.bind(request.limit + 1)}`
  return { sql, parameters }
}
