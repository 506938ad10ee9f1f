import { parseQuantity } from '../../client/quantity.ts'
import type { Container, Pod } from '../../client/types.ts'
import { buildEnvironment } from '../environment/build.ts'
import { type MountedPath, replaceMountPaths, replacePorts } from '../environment/paths.ts'
import type { Image } from '../images/table.ts'
import type { PodAddress } from '../pods/addresses.ts'
import type { NodeContext } from '../pods/context.ts'
import { podSources } from '../pods/sources.ts'
import type { StartRequest } from '../processes/runtime.ts'
import { checkSupported } from './support.ts'

/** Variables of this process that every container gets, as a base image would set them. */
const inherited = ['PATH', 'LANG', 'TZ']

/**
 * What the runtime needs to start a container.
 * @throws ContainerConfigError when something that the manifest refers to is missing or cannot be done
 */
export function startRequest(
  node: NodeContext,
  pod: Pod,
  container: Container,
  image: Image,
  mounts: MountedPath[],
  address: PodAddress,
): Omit<StartRequest, 'logPath' | 'key'> {
  checkSupported(container)
  const workingDirectory = node.directories.work(pod, container.name)
  const own = buildEnvironment(container, {
    ...podSources(node, pod, address),
    serviceVariables: node.serviceVariables(pod),
  })
  const names = new Set((container.env ?? []).map(({ name }) => name))
  const base = Object.fromEntries(inherited.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
  const temporary = mounts.find(({ mountPath }) => mountPath === '/tmp')
  const limit = container.resources?.limits?.memory
  return {
    command: image.command,
    environment: {
      ...base,
      HOME: workingDirectory,
      HOSTNAME: pod.spec.hostname ?? pod.metadata.name,
      ...(temporary && { TMPDIR: temporary.hostPath }),
      ...image.env,
      ...replacePorts(replaceMountPaths(own, mounts), names, address.hostPorts),
    },
    workingDirectory,
    ...(limit !== undefined && { memoryLimit: parseQuantity(limit) }),
  }
}
