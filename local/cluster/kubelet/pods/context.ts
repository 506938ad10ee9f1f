import type { Cluster } from '../../client/cluster.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Pod } from '../../client/types.ts'
import type { Log } from '../../controllers/controller.ts'
import type { CrashBackoff } from '../containers/crash-backoff.ts'
import type { ImagePuller } from '../images/puller.ts'
import type { check } from '../probes/check.ts'
import type { ContainerRuntime } from '../processes/runtime.ts'
import type { PodNetwork } from './addresses.ts'
import type { PodDirectories } from './directories.ts'

/** What all pods of a node share. */
export interface NodeContext {
  cluster: Cluster
  events: EventRecorder
  log: Log
  runtime: ContainerRuntime
  network: PodNetwork
  images: ImagePuller
  crashes: CrashBackoff
  directories: PodDirectories
  /** Asks a probe once; replaced in tests. */
  check: typeof check
  /** Address of this node, as pods and clients see it. */
  hostIP: string
  /** `cpu` in cores, `memory` in bytes. */
  allocatable: Record<string, number>
  /** Variables of the Services that exist now, for a pod. */
  serviceVariables: (pod: Pod) => Record<string, string>
}
