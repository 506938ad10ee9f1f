import { count } from '../format/format.ts'
import type { ToastMessage } from '../toasts/toasts.tsx'

/** What became of one workload when it was healed, as the API answers it. */
export interface HealResult {
  workload: string
  result: 'restored' | 'already' | 'changed_by_others' | 'ended_early' | 'gone' | 'failed'
  detail: string
  /** The command that does by hand what was not done; null where there is nothing to do. */
  byHand: string | null
}

/** What a heal did, in one toast: what stands in the way comes first. */
export function healNews(results: HealResult[], clusterProblem: string | null): ToastMessage {
  const failed = results.filter(one => one.result === 'failed')
  if (failed.length > 0) return { tone: 'bad', title: `Could not heal ${names(failed)}`, detail: details(failed) }
  const left = results.filter(one => one.result === 'changed_by_others' || one.result === 'gone')
  if (left.length > 0) return { tone: 'warn', title: `Left as it is: ${names(left)}`, detail: details(left) }
  const restored = results.filter(one => one.result === 'restored')
  if (restored.length > 0) {
    const changes = restored.length === 1 ? '1 change' : `${count(restored.length)} changes`
    return {
      tone: 'ok',
      title: `${changes} taken back: ${names(restored)}`,
      detail: 'Now the recovery has to prove itself.',
    }
  }
  if (clusterProblem !== null) return { tone: 'bad', title: 'Could not ask the cluster', detail: clusterProblem }
  return { tone: 'ok', title: 'Nothing to heal', detail: 'No change of ours is in force.' }
}

function names(results: HealResult[]): string {
  return results.map(one => one.workload).join(', ')
}

function details(results: HealResult[]): string {
  return results.map(one => (one.byHand ? `${one.detail} By hand: ${one.byHand}` : one.detail)).join(' ')
}
