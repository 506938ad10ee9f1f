import type { Opened, SeriesRecord } from './protocol.ts'
import type { Readers } from './readers.ts'

/** The series that have a value left, and when their newest is of. */
export async function loadSeries(readers: Readers): Promise<Opened['series']> {
  const { columns } = await readers.query(
    `SELECT id, metric, type, interval, tags, last_seen FROM series JOIN (
       SELECT series_id, max(time) AS last_seen FROM point_values GROUP BY series_id
       UNION ALL SELECT series_id, max(time) FROM distribution_values GROUP BY series_id
     ) ON series_id = id ORDER BY id`,
  )
  const [ids = [], metrics = [], types = [], intervals = [], tags = [], lastSeen = []] = columns
  return ids.map((id, at) => ({
    id: Number(id),
    metric: String(metrics[at]),
    type: types[at] as SeriesRecord['type'],
    interval: intervals[at] as number | null,
    tags: tags[at] as string[],
    lastSeen: Number(lastSeen[at]),
  }))
}

export async function loadDocuments(readers: Readers): Promise<Opened['documents']> {
  const { columns } = await readers.query('SELECT kind, id, document FROM documents')
  const [kinds = [], ids = [], documents = []] = columns
  return kinds.map((kind, at) => ({ kind: String(kind), id: String(ids[at]), document: String(documents[at]) }))
}
