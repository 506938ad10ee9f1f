import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '../json.ts'

export const keys = { apiKey: 'a'.repeat(32), appKey: 'b'.repeat(40) }

type Answer = { status: number; body: unknown; headers?: Record<string, string> }

/** An organisation whose calls can be made to fail, which a well-behaved one cannot. */
export interface ObjectsServer {
  url: string
  /** Objects by the first part of their path: `monitor`, `slo`, `dashboard`, `synthetics/tests`, `rum/applications`. */
  objects: Map<string, Map<string, JsonObject>>
  /** `POST /api/v1/monitor`, in the order of arrival. */
  calls: string[]
  /** Answers in place of the server where it returns something. */
  intercept: (method: string, path: string, body: JsonObject) => Answer | undefined
  close(): Promise<void>
}

export async function startObjectsServer(): Promise<ObjectsServer> {
  const objects: ObjectsServer['objects'] = new Map()
  const calls: string[] = []
  let nextId = 1_000

  const of = (collection: string) => {
    const found = objects.get(collection) ?? new Map<string, JsonObject>()
    objects.set(collection, found)
    return found
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
    const method = request.method ?? 'GET'
    calls.push(`${method} ${pathname}`)
    const body = await readBody(request)
    send(response, state.intercept(method, pathname, body) ?? answer(request, method, pathname, searchParams, body))
  })

  function answer(
    request: IncomingMessage,
    method: string,
    path: string,
    query: URLSearchParams,
    body: JsonObject,
  ): Answer {
    if (request.headers['dd-api-key'] !== keys.apiKey) return forbidden
    if (path === '/api/v1/validate') return ok({ valid: true })
    if (request.headers['dd-application-key'] !== keys.appKey) return forbidden
    if (path === '/api/v2/validate_keys') return ok({ status: 'ok' })
    if (path === '/api/v1/monitor/validate') return ok({})
    if (path === '/api/v1/synthetics/tests/delete') {
      for (const id of body.public_ids as string[]) of('synthetics/tests').delete(id)
      return ok({ deleted_tests: [] })
    }
    const match =
      /^\/api\/v\d\/(monitor|slo|dashboard|synthetics\/tests|rum\/applications)(?:\/api)?(?:\/([\w-]+))?$/.exec(path)
    if (!match) return { status: 404, body: { errors: ['Not found'] } }
    const [, collection = '', id] = match
    if (id !== undefined) return one(method, collection, id, body)
    return method === 'POST' ? create(collection, body) : list(collection, query)
  }

  function create(collection: string, body: JsonObject): Answer {
    nextId += 1
    const id = collection === 'monitor' ? nextId : collection === 'rum/applications' ? randomUUID() : `id-${nextId}`
    const object =
      collection === 'rum/applications' ? ((body.data as JsonObject).attributes as JsonObject) : { ...body }
    of(collection).set(String(id), { ...object, [idField(collection)]: id, created_at: 1, modified_at: 1 })
    return ok(shown(collection, String(id), true))
  }

  function one(method: string, collection: string, id: string, body: JsonObject): Answer {
    const before = of(collection).get(id)
    if (!before) return { status: 404, body: { errors: [`${collection} ${id} not found`] } }
    if (method === 'DELETE') {
      of(collection).delete(id)
      return ok({})
    }
    if (method === 'PUT') of(collection).set(id, { ...before, ...body })
    return ok(shown(collection, id, true))
  }

  function list(collection: string, query: URLSearchParams): Answer {
    const tag = query.get('monitor_tags') ?? query.get('tags_query')
    const page = Number(query.get('offset') ?? query.get('start') ?? query.get('page_number') ?? 0)
    const ids = [...of(collection)]
      .filter(([, object]) => !tag || (object.tags as string[]).includes(tag))
      .map(([id]) => id)
    const found = page > 0 ? [] : ids.map(id => shown(collection, id, false))
    if (collection === 'monitor') return ok(found)
    if (collection === 'dashboard') return ok({ dashboards: found })
    if (collection === 'synthetics/tests') return ok({ tests: found })
    return ok({ data: collection === 'slo' ? found.flat() : found })
  }

  /** An object as it is answered, with the defaults that the platform adds. */
  function shown(collection: string, id: string, single: boolean): unknown {
    const object = of(collection).get(id) ?? {}
    if (collection === 'slo') return single ? { data: [object] } : object
    if (collection === 'dashboard')
      return single ? object : { id, title: object.title, description: object.description }
    if (collection === 'monitor') return { ...object, org_id: 1, overall_state: 'No Data', multi: false }
    if (collection === 'synthetics/tests' && !single) return { ...object, config: { assertions: [] } }
    if (collection !== 'rum/applications') return object
    const attributes = {
      ...object,
      application_id: id,
      ...(single ? { client_token: `pub${id}` } : {}),
      created_at: 1,
      created_by_handle: 'x',
      org_id: 1,
      updated_at: 1,
      updated_by_handle: 'x',
    }
    const data = { id, type: 'rum_application', attributes }
    return single ? { data } : data
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const state: ObjectsServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    calls,
    intercept: () => undefined,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return state
}

const forbidden: Answer = { status: 403, body: { errors: ['Forbidden'] } }
const ok = (body: unknown): Answer => ({ status: 200, body })

function idField(collection: string): string {
  if (collection === 'synthetics/tests') return 'public_id'
  return collection === 'rum/applications' ? 'application_id' : 'id'
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? {} : JSON.parse(text)
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
