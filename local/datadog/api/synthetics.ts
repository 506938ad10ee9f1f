import jsonPatch, { type Operation } from 'fast-json-patch'
import { z } from 'zod'
import { deleteMonitor, getMonitor, listMonitors, putMonitor } from '../monitors/documents.ts'
import { usesOfMonitor } from '../monitors/references.ts'
import { flag, parseBody, text, wholeNumber } from '../objects/body.ts'
import { isoTime, nextNumber, publicId } from '../objects/fields.ts'
import { contains, like, matches, parseObjectSearch } from '../objects/search.ts'
import { listSlos } from '../slos/documents.ts'
import { readTest } from '../synthetics/definition.ts'
import {
  deleteTest,
  getResult,
  getTest,
  listResults,
  listTests,
  putTest,
  type TestDocument,
} from '../synthetics/documents.ts'
import { monitorOfTest } from '../synthetics/monitor.ts'
import { problemOfPlan } from '../synthetics/plan.ts'
import { resultId, runTest } from '../synthetics/runner.ts'
import { listedResult, listedTest, resultBody, testBody } from '../synthetics/view.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'

type Id = { Params: { id: string } }
type ResultId = { Params: { id: string; result: string } }

const BASE = '/api/v1/synthetics/tests'
/** The only place that tests run from, whatever their locations say. */
const LOCATION = { id: 1, name: 'local' }

export const syntheticsRoutes: ApiRoutes = (app, context) => {
  const { documents } = context.store
  const stop = new AbortController()
  const triggered = new Set<Promise<void>>()
  app.addHook('onClose', async () => {
    stop.abort()
    await Promise.all(triggered)
  })

  for (const type of ['api', 'browser'] as const) {
    app.post(`${BASE}/${type}`, async request => testBody(await create(context, request.body, type)))
    app.get<Id>(`${BASE}/${type}/:id`, async request => testBody(existing(context, request.params.id, type)))
    app.put<Id>(`${BASE}/${type}/:id`, async request => {
      const before = existing(context, request.params.id, type)
      return testBody(await replace(context, before, request.body))
    })
  }

  app.get(BASE, async request => {
    const all = listTests(documents)
    const size = wholeNumber(request.query, 'page_size', { min: 1, max: 1000 }) ?? 100
    const page = wholeNumber(request.query, 'page_number', { min: 0, max: 1e6 }) ?? 0
    return { tests: all.slice(page * size, (page + 1) * size).map(listedTest), total: all.length }
  })

  app.get(`${BASE}/search`, async request => {
    const search = parseObjectSearch(text(request.query, 'text') ?? '')
    const found = listTests(documents).filter(test => matches(search, (field, value) => hasTerm(test, field, value)))
    const start = wholeNumber(request.query, 'start', { min: 0, max: 1e6 }) ?? 0
    const count = wholeNumber(request.query, 'count', { min: 1, max: 1000 }) ?? 50
    const tests = flag(request.query, 'facets_only') ? [] : found.slice(start, start + count)
    const body = flag(request.query, 'include_full_config') ? testBody : listedTest
    return { tests: tests.map(body), total: found.length, facets: [] }
  })

  app.post(`${BASE}/delete`, async request => {
    const wanted = parseBody(deletion, request.body)
    const tests = wanted.public_ids.map(id => existing(context, id))
    if (!wanted.force_delete_dependencies) {
      const uses = tests.flatMap(test => usesOf(context, test))
      if (uses.length > 0) throw new ApiError(400, uses)
    }
    for (const test of tests) {
      await deleteTest(documents, test.publicId)
      await deleteMonitor(documents, test.monitorId)
    }
    const deletedAt = isoTime(context.now())
    return { deleted_tests: tests.map(test => ({ public_id: test.publicId, deleted_at: deletedAt })) }
  })

  app.post(`${BASE}/trigger`, async request => {
    const { tests: wanted } = parseBody(trigger, request.body)
    const runs = wanted.map(({ public_id }) => ({ test: existing(context, public_id), id: resultId() }))
    const not = runs.find(({ test }) => test.notRun !== null)
    if (not !== undefined) throw new ApiError(400, [`${not.test.publicId}: ${not.test.notRun}`])
    for (const { test, id } of runs) {
      const run = runTest(context, test, id, 3, stop.signal)
        .catch(error => app.log.error({ err: error }, 'the result of a test was not kept'))
        .finally(() => triggered.delete(run))
      triggered.add(run)
    }
    return {
      batch_id: null,
      triggered_check_ids: runs.map(({ test }) => test.publicId),
      results: runs.map(({ test, id }) => ({ public_id: test.publicId, result_id: id, location: LOCATION.id })),
      locations: [LOCATION],
    }
  })

  app.get<Id>(`${BASE}/:id`, async request => testBody(existing(context, request.params.id)))

  app.patch<Id>(`${BASE}/:id`, async request => {
    const before = existing(context, request.params.id)
    return testBody(await replace(context, before, patched(before, request.body)))
  })

  app.put<Id>(`${BASE}/:id/status`, async request => {
    const { new_status: status } = parseBody(z.looseObject({ new_status: z.enum(['live', 'paused']) }), request.body)
    await save(context, { ...existing(context, request.params.id), status, modified: context.now() })
    return true
  })

  for (const path of [`${BASE}/:id/results`, `${BASE}/browser/:id/results`]) {
    app.get<Id>(path, async request => {
      const test = existing(context, request.params.id)
      const from = wholeNumber(request.query, 'from_ts', { min: 0, max: 1e15 }) ?? 0
      const to = wholeNumber(request.query, 'to_ts', { min: 0, max: 1e15 }) ?? context.now()
      const found = listResults(documents, test.publicId).filter(
        ({ checkTime }) => checkTime >= from && checkTime <= to,
      )
      return { last_timestamp_fetched: found.at(-1)?.checkTime ?? from, results: found.map(listedResult) }
    })
    app.get<ResultId>(`${path}/:result`, async request => {
      const test = existing(context, request.params.id)
      const result = getResult(documents, test.publicId, request.params.result)
      if (result === null) throw new ApiError(404, ['Synthetics test result not found'])
      return resultBody(result)
    })
  }

  app.get('/api/v1/synthetics/locations', async () => ({ locations: [{ id: LOCATION.name, name: 'This machine' }] }))
  app.get('/api/v1/synthetics/settings/default_locations', async () => [LOCATION.name])
}

const deletion = z.looseObject({
  public_ids: z.array(z.string()).min(1),
  force_delete_dependencies: z.boolean().optional(),
})
const trigger = z.looseObject({ tests: z.array(z.looseObject({ public_id: z.string() })).min(1) })
const patch = z.looseObject({
  data: z.array(z.looseObject({ op: z.string(), path: z.string(), value: z.unknown().optional() })),
})

function existing({ store }: ApiContext, id: string, type?: string): TestDocument {
  const test = getTest(store.documents, id)
  if (test === null || (type !== undefined && test.type !== type))
    throw new ApiError(404, ['Synthetics test not found'])
  return test
}

async function create(context: ApiContext, body: unknown, type: 'api' | 'browser'): Promise<TestDocument> {
  const { documents } = context.store
  const now = context.now()
  const monitorId = nextNumber(
    now,
    listMonitors(documents).map(monitor => monitor.id),
  )
  const test = { ...readTest(body, type), publicId: publicId(), monitorId, created: now, modified: now }
  return save(context, { ...test, notRun: problemOfPlan(test) })
}

async function replace(context: ApiContext, before: TestDocument, body: unknown): Promise<TestDocument> {
  const { publicId, monitorId, created } = before
  const test = { ...readTest(body, before.type), publicId, monitorId, created, modified: context.now() }
  return save(context, { ...test, notRun: problemOfPlan(test) })
}

/** A test and its monitor are kept together. */
async function save({ store }: ApiContext, test: TestDocument): Promise<TestDocument> {
  await putTest(store.documents, test)
  const created = getMonitor(store.documents, test.monitorId)?.created ?? test.created
  await putMonitor(store.documents, monitorOfTest(test, created, test.modified))
  return test
}

/** The definition after a JSON Patch. 400 where it does not apply. */
function patched(test: TestDocument, body: unknown): unknown {
  const { data } = parseBody(patch, body)
  try {
    const operations = data as unknown as Operation[]
    return jsonPatch.applyPatch(testBody(test), operations, true, false).newDocument
  } catch (error) {
    throw new ApiError(400, [error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)])
  }
}

function usesOf({ store }: ApiContext, test: TestDocument): string[] {
  const monitor = getMonitor(store.documents, test.monitorId)
  return monitor === null ? [] : usesOfMonitor(store.documents, monitor, listSlos(store.documents))
}

function hasTerm(test: TestDocument, field: string | null, value: string): boolean {
  switch (field) {
    case null:
      return contains(test.name, value)
    case 'tag':
      return test.tags.some(tag => like(tag, value))
    case 'type':
      return like(test.type, value) || like(test.subtype ?? '', value)
    case 'status':
    case 'state':
      return like(test.status, value)
    case 'name':
      return contains(test.name, value)
    default:
      return test.tags.some(tag => like(tag, `${field}:${value}`))
  }
}
