import type { PodRow } from '../../platform/live-state.ts'
import { mebi } from '../format/format.ts'
import { useLive } from '../live/query.ts'
import { StageMain, StageNote, StageRows } from './parts.tsx'

/** Where they run: how many are ready, or what happened to those of one workload. */
export function StagePods({ workload }: { workload: string | null }) {
  const all = useLive(state => state.pods)
  const pods = all.filter(pod => workload === null || pod.workload === workload)
  const ready = pods.filter(pod => pod.readyContainers === pod.containers && pod.tone === 'ok').length
  const killed = pods.find(pod => pod.lastExit !== null)
  const restarts = pods.reduce((sum, pod) => sum + pod.restarts, 0)
  const well = pods.length > 0 && ready === pods.length
  return (
    <StageMain
      title={workload === null ? 'Pods' : `Pods of ${workload}`}
      sub="ready now"
      value={`${ready}`}
      unit={`of ${pods.length}`}
      badge={
        pods.length === 0
          ? { tone: 'bad', text: 'None left' }
          : { tone: well ? 'ok' : 'bad', text: well ? 'All ready' : 'Not all ready' }
      }
      sentence={
        killed?.lastExit
          ? `Last exit: ${killed.lastExit.reason}, exit code ${killed.lastExit.exitCode}. ${restartWords(restarts)}`
          : pods.length > 0
            ? restartWords(restarts)
            : null
      }
    >
      {pods.length === 0 ? (
        <StageNote>No pod of {workload} is there.</StageNote>
      ) : (
        <StageRows rows={pods.map(rowOf)} room={9} label="Pods" />
      )}
    </StageMain>
  )
}

const restartWords = (count: number) =>
  count === 0 ? 'No restart.' : `${count} ${count === 1 ? 'restart' : 'restarts'}.`

function rowOf(pod: PodRow) {
  const memory = pod.memoryBytes === null ? '' : `${mebi(pod.memoryBytes)}\u00a0Mi`
  const restarts = pod.restarts > 0 ? `, ${restartWords(pod.restarts).slice(0, -1)}` : ''
  return {
    key: pod.uid,
    tone: pod.tone,
    name: pod.workload,
    detail: `${pod.status}${restarts}`,
    figure: memory,
  }
}
