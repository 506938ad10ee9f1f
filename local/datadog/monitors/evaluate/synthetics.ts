import type { ApiContext } from '../../api/context.ts'
import { getStanding, getTest } from '../../synthetics/documents.ts'
import { minFailureSeconds } from '../../synthetics/plan.ts'
import type { Verdict } from '../advance.ts'
import type { GroupStatus, MonitorDocument } from '../documents.ts'
import { ALL } from './metric.ts'

/** In Alert once its test has failed for as long as the test allows; null where the test is not run here. */
export function judgeTest(
  { store }: Pick<ApiContext, 'store'>,
  monitor: MonitorDocument,
  now: number,
): ReadonlyMap<string, Verdict> | null {
  if (monitor.notEvaluated !== undefined) return null
  const publicId = monitor.options.synthetics_check_id ?? ''
  const test = getTest(store.documents, publicId)
  const standing = getStanding(store.documents, publicId)
  if (test === null || standing === null) return new Map([[ALL, { value: null, status: null, seen: null }]])
  const { failingSince, lastRun, duration } = standing
  let status: GroupStatus | null = 'OK'
  if (failingSince !== null) status = now - failingSince >= minFailureSeconds(test) * 1000 ? 'Alert' : null
  return new Map([[ALL, { value: duration, status, seen: lastRun }]])
}
