import { client } from '@datadog/datadog-api-client'
import Fastify from 'fastify'
import { type ApiContext, ApiError, type ApiRoutes } from '../api/context.ts'
import { QueryError } from '../query/error.ts'
import type { MetricQueries } from '../query/metrics/types.ts'
import type { EventSearch } from '../query/search/types.ts'
import { documentsOf } from '../store/documents.ts'
import type { Rows, Table } from '../store/rows.ts'
import type { Documents, Store } from '../store/store.ts'

/** Documents in memory; `saved` survives where the same one is given again, as a restart would find it. */
export function memoryDocuments(saved = new Map<string, { kind: string; id: string; document: string }>()): Documents {
  return documentsOf([...saved.values()], {
    put: async stored => saved.set(`${stored.kind}/${stored.id}`, stored),
    delete: async ({ kind, id }) => saved.delete(`${kind}/${id}`),
  })
}

export type Appended = { [T in Table]?: Rows[T][] }

/** A store that keeps documents, and what is appended, in memory; it has no tables to query. */
export function memoryStore(documents = memoryDocuments()): Store & { appended: Appended } {
  const appended: Appended = {}
  return {
    appended,
    append(table, rows) {
      const list: unknown[] = appended[table] ?? []
      list.push(...rows)
      Object.assign(appended, { [table]: list })
      return true
    },
    query: async () => [],
    settled: async () => {},
    series: () => [],
    metrics: () => [],
    documents,
    figures: () => ({ rows: {}, queued: 0, dropped: {}, lagMs: 0, bytesOnDisk: 0 }),
    close: async () => {},
  }
}

export const noMetrics: MetricQueries = { timeseries: async () => [], scalar: async () => [] }
export const noEvents: EventSearch = {
  search: async () => ({ rows: [], cursor: null }),
  aggregate: async () => [],
}

/** The routes on a real socket, and the official client's configuration for them. */
export async function startTestApi(routes: readonly ApiRoutes[], parts: Partial<ApiContext> = {}) {
  const context: ApiContext = { store: memoryStore(), metrics: noMetrics, search: noEvents, now: Date.now, ...parts }
  const app = Fastify({ forceCloseConnections: true })
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ApiError) return reply.code(error.status).send({ errors: error.errors })
    if (error instanceof QueryError) return reply.code(400).send({ errors: [error.message] })
    return reply.code(500).send({ errors: [String(error)] })
  })
  for (const each of routes) each(app, context)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(url, {}),
    authMethods: { apiKeyAuth: 'key', appKeyAuth: 'key' },
  })
  return { context, configuration, url, close: () => app.close() }
}

/** Where an answer of the client has a part that its model does not know; empty when it knows all. */
export function unparsed(value: unknown, path = 'answer'): string[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => unparsed(each, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  const own = '_unparsed' in value && value._unparsed === true ? [path] : []
  const inside = Object.entries(value)
    .filter(([key]) => key !== 'additionalProperties')
    .flatMap(([key, each]) => unparsed(each, `${path}.${key}`))
  return inside.length > 0 ? inside : own
}

/** Status and body of an answer that the client throws. */
export async function refusal(call: Promise<unknown>): Promise<{ code: number; errors: string[] }> {
  try {
    await call
  } catch (error) {
    const { code, body } = error as client.ApiException<{ errors: string[] }>
    return { code, errors: body.errors }
  }
  throw new Error('the call was answered')
}
