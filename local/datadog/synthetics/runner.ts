import { randomInt } from 'node:crypto'
import type { ApiContext } from '../api/context.ts'
import { getStanding, getTest, listTests, putResult, putStanding, type TestDocument } from './documents.ts'
import { planOf } from './plan.ts'
import { runPlan } from './run.ts'
import { checkOf } from './view.ts'

type Context = Pick<ApiContext, 'store' | 'now'>

const SHORTEST_TICK_MS = 30_000

/** Of nineteen digits, as text: a number would lose some. */
export function resultId(): string {
  return `${randomInt(1, 10 ** 9)}${String(randomInt(10 ** 10)).padStart(10, '0')}`
}

/** Runs a test now and keeps the result under the id. */
export async function runTest(
  { store, now }: Context,
  test: TestDocument,
  id: string,
  runType: 0 | 3,
  signal: AbortSignal,
): Promise<void> {
  const begin = now()
  const { passed, duration, result } = await runPlan(planOf(test), now, signal)
  // Deleted meanwhile, or ended by the end of this process: no result.
  if (signal.aborted || getTest(store.documents, test.publicId) === null) return
  const probe = test.locations[0] ?? ''
  const { publicId } = test
  await putResult(store.documents, {
    resultId: id,
    publicId,
    checkTime: begin,
    probe,
    runType,
    passed,
    result: { ...result, runType, mainDC: 'local' },
    check: checkOf(test),
  })
  const before = getStanding(store.documents, publicId)
  await putStanding(store.documents, {
    publicId,
    lastRun: begin,
    passed,
    failingSince: passed ? null : (before?.failingSince ?? begin),
    duration,
  })
  const tags = [...test.tags, `check_id:${publicId}`, `check_type:${test.subtype ?? ''}`, `probe_dc:${probe}`]
  store.append('points', [
    {
      time: begin,
      metric: 'synthetics.test_runs',
      type: 'count',
      interval: Math.max(1, test.options.tick_every),
      tags: [...new Set([...tags, `status:${passed ? 'success' : 'failure'}`])].sort(),
      value: 1,
    },
    {
      time: begin,
      metric: 'synthetics.http.response.time',
      type: 'gauge',
      tags: [...new Set(tags)].sort(),
      value: duration,
    },
  ])
}

export interface Runner {
  /** Begins every test that is due; resolves when these are through. */
  pass(): Promise<void>
  /** Ends what runs. */
  close(): Promise<void>
}

/** @param onError told when a result could not be kept */
export function syntheticsRunner(context: Context, onError: (error: Error) => void): Runner {
  const stop = new AbortController()
  const running = new Map<string, Promise<void>>()
  const begin = (test: TestDocument): Promise<void> => {
    const run = runTest(context, test, resultId(), 0, stop.signal)
      .catch(error => onError(error instanceof Error ? error : new Error(String(error))))
      .finally(() => running.delete(test.publicId))
    running.set(test.publicId, run)
    return run
  }
  return {
    async pass() {
      const due = listTests(context.store.documents).filter(
        test =>
          isDue(test, getStanding(context.store.documents, test.publicId)?.lastRun, context.now()) &&
          !running.has(test.publicId),
      )
      await Promise.all(due.map(begin))
    },
    async close() {
      stop.abort()
      await Promise.all(running.values())
    },
  }
}

export function isDue(test: TestDocument, lastRun: number | undefined, now: number): boolean {
  if (test.status !== 'live' || test.notRun !== null) return false
  return lastRun === undefined || now - lastRun >= Math.max(SHORTEST_TICK_MS, test.options.tick_every * 1000)
}
