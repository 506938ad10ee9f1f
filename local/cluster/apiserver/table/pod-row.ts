import {
  fieldNumber,
  fieldObject,
  fieldObjects,
  fieldString,
  isObject,
  type JsonObject,
  type KubeObject,
} from '../object.ts'
import { since } from './duration.ts'

export interface PodSummary {
  ready: string
  status: string
  restarts: string
}

const stateOf = (container: JsonObject, state: string): JsonObject | undefined => {
  const found = fieldObject(container, 'state')[state]
  return isObject(found) ? found : undefined
}

const lastRestart = (container: JsonObject) =>
  fieldString(fieldObject(fieldObject(container, 'lastState'), 'terminated'), 'finishedAt')

function exitText(terminated: JsonObject): string {
  const signal = fieldNumber(terminated, 'signal')
  return fieldString(terminated, 'reason') || (signal ? `Signal:${signal}` : `ExitCode:${terminated.exitCode ?? 0}`)
}

/** What an init container that is not done makes of the pod's status; undefined when it is done. */
function initStatus(container: JsonObject, index: number, total: number, sidecar: boolean): string | undefined {
  const terminated = stateOf(container, 'terminated')
  if (terminated?.exitCode === 0 || (sidecar && container.started === true)) return undefined
  if (terminated) return `Init:${exitText(terminated)}`
  const waiting = fieldString(stateOf(container, 'waiting'), 'reason')
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`
}

const conditionIs = (status: JsonObject, type: string, value: string) =>
  fieldObjects(status, 'conditions').some(condition => condition.type === type && condition.status === value)

interface Counted {
  restarts: number
  ready: number
  latest: string
}

function count(containers: JsonObject[], counted: Counted): Counted {
  return containers.reduce<Counted>(
    (sum, container) => ({
      restarts: sum.restarts + (fieldNumber(container, 'restartCount') ?? 0),
      ready: sum.ready + (container.ready === true && stateOf(container, 'running') ? 1 : 0),
      latest: [sum.latest, lastRestart(container)].sort().at(-1) ?? '',
    }),
    counted,
  )
}

/** The containers' own states say more than the phase: the last one that is not simply running wins. */
function containersStatus(status: JsonObject, phase: string): string {
  let text = phase
  let running = false
  for (const container of fieldObjects(status, 'containerStatuses').reverse()) {
    const waiting = fieldString(stateOf(container, 'waiting'), 'reason')
    const terminated = stateOf(container, 'terminated')
    if (waiting) text = waiting
    else if (terminated) text = exitText(terminated)
    else if (container.ready === true && stateOf(container, 'running')) running = true
  }
  if (text !== 'Completed' || !running) return text
  return conditionIs(status, 'Ready', 'True') ? 'Running' : 'NotReady'
}

/** READY, STATUS and RESTARTS of a pod as kubectl shows them. */
export function summarizePod(pod: KubeObject, now: Date): PodSummary {
  const spec = fieldObject(pod, 'spec')
  const status = fieldObject(pod, 'status')
  const inits = fieldObjects(spec, 'initContainers')
  const sidecars = new Set(inits.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name))
  const initStates = fieldObjects(status, 'initContainerStatuses')
  const initializing = initStates
    .map((container, index) => initStatus(container, index, inits.length, sidecars.has(container.name)))
    .find(text => text !== undefined)

  const phase = fieldString(status, 'reason') || fieldString(status, 'phase')
  const startedSidecars = initStates.filter(({ name }) => sidecars.has(name))
  const none: Counted = { restarts: 0, ready: 0, latest: '' }
  const showInit = initializing !== undefined && !conditionIs(status, 'Initialized', 'True')
  const counted = showInit
    ? { ...count(initStates, none), ready: 0 }
    : count(fieldObjects(status, 'containerStatuses'), count(startedSidecars, none))
  let text = showInit ? initializing : containersStatus(status, phase)
  const terminal = status.phase === 'Succeeded' || status.phase === 'Failed'
  if (pod.metadata.deletionTimestamp && !terminal) text = status.reason === 'NodeLost' ? 'Unknown' : 'Terminating'
  const total = fieldObjects(spec, 'containers').length + sidecars.size
  const ago = counted.restarts > 0 && counted.latest ? ` (${since(counted.latest, now)} ago)` : ''
  return { ready: `${counted.ready}/${total}`, status: text, restarts: `${counted.restarts}${ago}` }
}
