/** The client for others than the cluster's own parts: it costs a tenth of the official one's memory. */
export { hostPort } from '../controllers/endpoints/host-ports.ts'
export { ApiError } from './api-client.ts'
export { systemClock } from './clock.ts'
export { HttpApiClient, type PodMetrics } from './http-client.ts'
export { Informer, isConnectionFailure } from './informer.ts'
export { loadKubeconfig } from './kubeconfig.ts'
export { controllerOf } from './owner.ts'
export { parseQuantity } from './quantity.ts'
export type {
  Container,
  ContainerState,
  ContainerStatus,
  Deployment,
  Event,
  Kind,
  Kinds,
  Node,
  Pod,
  ReplicaSet,
  StatefulSet,
} from './types.ts'
