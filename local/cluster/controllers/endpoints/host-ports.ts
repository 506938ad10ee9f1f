import type { Pod } from '../../client/types.ts'

/**
 * Where the loopback network has one address only, two pods cannot listen on the same port: the kubelet gives each
 * container port a free one and writes the mapping on the pod, for example `{"8080":41234}`.
 */
export const HOST_PORTS_ANNOTATION = 'kubelet.local/host-ports'

/** The port on which a container port is reached at the pod's address. */
export function hostPort(pod: Pod, containerPort: number): number {
  const mapping = pod.metadata.annotations?.[HOST_PORTS_ANNOTATION]
  if (!mapping) return containerPort
  const ports = JSON.parse(mapping) as Record<string, number>
  return ports[String(containerPort)] ?? containerPort
}
