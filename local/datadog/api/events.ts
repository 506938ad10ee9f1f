import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'
import { allTags, present } from './search/answers.ts'
import { searchRoutes } from './search/routes.ts'
import { readTime } from './search/time.ts'

interface StoredEvent {
  time: number
  id: string
  title: string
  text: string
  source: string
  status: string
  priority: string
  host: string
  aggregation_key: string
  tags: string[]
  attributes: Record<string, unknown>
}

interface V1Query {
  start?: string
  end?: string
  priority?: string
  sources?: string
  tags?: string
  page?: string
}

const PAGE = 1000
const COLUMNS = 'time, id, title, text, source, status, priority, host, aggregation_key, tags, attributes'

/** Search of events (v2), and the list and single events of v1. They are submitted through the intake. */
export const eventRoutes: ApiRoutes = (app, context) => {
  searchRoutes(app, context, {
    track: 'events',
    searchPath: '/api/v2/events/search',
    listPath: '/api/v2/events',
    item,
  })

  app.get<{ Params: { id: string } }>('/api/v2/events/:id', async ({ params }) => ({
    data: item(await eventById(context, params.id)),
  }))

  app.get<{ Querystring: V1Query }>('/api/v1/events', async ({ query }) => {
    const [start, end] = [seconds(query.start, 'start'), seconds(query.end, 'end')]
    const filters: [string, string[]][] = [
      ['priority = ANY($3)', names(query.priority)],
      ['source = ANY($4)', names(query.sources)],
      ['list_has_all(tags, $5)', names(query.tags)],
    ]
    const page = seconds(query.page ?? '0', 'page')
    const parameters = filters.map(([, values]) => values)
    const conditions = filters.map(([condition], index) => `(len($${index + 3}::VARCHAR[]) = 0 OR ${condition})`)
    const rows = await context.store.query<StoredEvent>(
      `SELECT ${COLUMNS} FROM events WHERE time >= $1 AND time < $2 AND ${conditions.join(' AND ')}
       ORDER BY time DESC, id DESC LIMIT ${PAGE} OFFSET ${page * PAGE}`,
      [start * 1000, end * 1000, ...parameters],
    )
    return { events: rows.map(parsed).map(itemV1) }
  })

  app.get<{ Params: { id: string } }>('/api/v1/events/:id', async ({ params }) => ({
    event: itemV1(await eventById(context, params.id)),
  }))
}

/** Ids are longer than a JavaScript number: who read one as a number asks for what it was rounded to. */
async function eventById({ store }: ApiContext, id: string): Promise<StoredEvent> {
  const [row] = await store.query<StoredEvent>(
    `SELECT ${COLUMNS} FROM events
     WHERE id = $1 OR (length(id) > 15 AND try_cast(id AS DOUBLE) = try_cast($1 AS DOUBLE))
     ORDER BY (id = $1) DESC LIMIT 1`,
    [id],
  )
  if (row === undefined) throw new ApiError(404, [`No event matches that event_id: ${id}`])
  return parsed(row)
}

const parsed = (row: StoredEvent): StoredEvent => ({ ...row, attributes: JSON.parse(String(row.attributes)) })

const names = (text: string | undefined): string[] => (text ?? '').split(',').filter(name => name !== '')

function seconds(text: string | undefined, name: string): number {
  if (text !== undefined && /^\d+$/.test(text)) return readTime(text, 0)
  throw new ApiError(400, [`The parameter '${name}' is required, as a whole number: got '${text ?? ''}'`])
}

function item(event: StoredEvent) {
  return {
    id: Buffer.from(`event/${event.id}`).toString('base64url'),
    type: 'event',
    attributes: {
      timestamp: new Date(event.time).toISOString(),
      message: event.text,
      tags: allTags(event.tags, { source: event.source }),
      attributes: {
        ...event.attributes,
        ...present({ aggregation_key: event.aggregation_key, hostname: event.host, priority: event.priority }),
        evt: { id: event.id, name: event.title, type: 'api', uid: event.id },
        ...present({ service: serviceOf(event.tags), sourcecategory: 'event', status: event.status }),
        timestamp: event.time,
        title: event.title,
      },
    },
  }
}

const serviceOf = (tags: readonly string[]): string => tags.find(tag => tag.startsWith('service:'))?.slice(8) ?? ''

function itemV1(event: StoredEvent) {
  return {
    id: Number(event.id),
    id_str: event.id,
    title: event.title,
    text: event.text,
    date_happened: Math.trunc(event.time / 1000),
    alert_type: event.status,
    priority: event.priority === 'low' ? 'low' : 'normal',
    ...present({ host: event.host, source_type_name: event.source }),
    tags: event.tags,
    url: `/event/event?id=${event.id}`,
  }
}
