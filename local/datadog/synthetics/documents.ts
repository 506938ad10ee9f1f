import type { Documents } from '../store/store.ts'

export interface TestDocument {
  publicId: string
  type: 'api' | 'browser'
  /** Of API tests: http, multi, ssl … */
  subtype?: string
  name: string
  message: string
  status: 'live' | 'paused'
  tags: string[]
  locations: string[]
  config: Record<string, unknown>
  options: Record<string, unknown> & { tick_every: number }
  /** Of browser tests. */
  steps?: unknown[]
  /** Why it is not run here; null when it is. */
  notRun: string | null
  monitorId: number
  /** Unix milliseconds. */
  created: number
  modified: number
}

export interface ResultDocument {
  resultId: string
  publicId: string
  /** Unix milliseconds. */
  checkTime: number
  probe: string
  /** 0 scheduled, 3 triggered. */
  runType: 0 | 3
  passed: boolean
  /** As the API writes it. */
  result: Record<string, unknown>
  /** The definition that was run. */
  check: Record<string, unknown>
}

/** How a test stands, for its monitor and for when it is due. Unix milliseconds. */
export interface StandingDocument {
  publicId: string
  lastRun: number
  passed: boolean
  failingSince: number | null
  /** Milliseconds that the newest run took. */
  duration: number
}

const TEST = 'synthetics-test'
const STANDING = 'synthetics-standing'
const resultsOf = (publicId: string): string => `synthetics-result:${publicId}`
/** As many as the API keeps at hand. */
const RESULTS_KEPT = 150

export const listTests = (documents: Documents): TestDocument[] =>
  documents.list<TestDocument>(TEST).sort((a, b) => a.created - b.created || a.publicId.localeCompare(b.publicId))

export const getTest = (documents: Documents, publicId: string): TestDocument | null =>
  documents.get<TestDocument>(TEST, publicId)

export const putTest = (documents: Documents, test: TestDocument): Promise<void> =>
  documents.put(TEST, test.publicId, test)

export const getStanding = (documents: Documents, publicId: string): StandingDocument | null =>
  documents.get<StandingDocument>(STANDING, publicId)

export const putStanding = (documents: Documents, standing: StandingDocument): Promise<void> =>
  documents.put(STANDING, standing.publicId, standing)

/** The newest first. */
export const listResults = (documents: Documents, publicId: string): ResultDocument[] =>
  documents.list<ResultDocument>(resultsOf(publicId)).sort((a, b) => b.checkTime - a.checkTime)

export const getResult = (documents: Documents, publicId: string, resultId: string): ResultDocument | null =>
  documents.get<ResultDocument>(resultsOf(publicId), resultId)

/** Adds a result, and drops the oldest when there are too many. */
export async function putResult(documents: Documents, result: ResultDocument): Promise<void> {
  await documents.put(resultsOf(result.publicId), result.resultId, result)
  const old = listResults(documents, result.publicId).slice(RESULTS_KEPT)
  for (const { resultId } of old) await documents.delete(resultsOf(result.publicId), resultId)
}

export async function deleteTest(documents: Documents, publicId: string): Promise<void> {
  await documents.delete(TEST, publicId)
  await documents.delete(STANDING, publicId)
  for (const { resultId } of listResults(documents, publicId)) await documents.delete(resultsOf(publicId), resultId)
}
