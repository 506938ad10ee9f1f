import os from 'node:os'
import { timestamp } from '../client/clock.ts'
import type { NodeCondition, NodeStatus } from '../client/types.ts'

/** Most pods that this node takes, as a kubelet by default. */
const MAX_PODS = 110
/** Memory kept back for the node itself: the kubelet's own eviction threshold. */
const RESERVED_BYTES = 100 * 2 ** 20

export interface NodeFacts {
  name: string
  hostIP: string
  kubeletPort: number
  /** Images of the table, each with its tags. */
  images: string[]
  version: string
}

/** `cpu` in cores, `memory` in bytes. */
export function allocatable(): { cpu: number; memory: number } {
  return { cpu: os.availableParallelism(), memory: os.totalmem() - RESERVED_BYTES }
}

const healthy: [type: string, status: string, reason: string, message: string][] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
]

/** Status of the Node object; conditions keep their transition times. */
export function nodeStatus(facts: NodeFacts, known: NodeCondition[], now: number): NodeStatus {
  const resources = (memory: number) => ({
    cpu: String(os.availableParallelism()),
    memory: `${Math.floor(memory / 1024)}Ki`,
    'ephemeral-storage': '0',
    pods: String(MAX_PODS),
  })
  return {
    addresses: [
      { type: 'InternalIP', address: facts.hostIP },
      { type: 'Hostname', address: facts.name },
    ],
    allocatable: resources(allocatable().memory),
    capacity: resources(os.totalmem()),
    conditions: healthy.map(([type, status, reason, message]) => {
      const before = known.find(condition => condition.type === type)
      const lastTransitionTime = before?.status === status ? before.lastTransitionTime : timestamp(now)
      return { type, status, lastHeartbeatTime: timestamp(now), lastTransitionTime, reason, message }
    }),
    daemonEndpoints: { kubeletEndpoint: { Port: facts.kubeletPort } },
    images: facts.images.map(name => ({ names: [name], sizeBytes: 0 })),
    nodeInfo: {
      architecture: os.arch() === 'x64' ? 'amd64' : os.arch(),
      bootID: '',
      containerRuntimeVersion: `process://${process.versions.node}`,
      kernelVersion: os.release(),
      kubeProxyVersion: '',
      kubeletVersion: facts.version,
      machineID: '',
      operatingSystem: os.platform(),
      osImage: os.type(),
      systemUUID: '',
    },
  }
}
