import type { Container, Pod } from '../../client/types.ts'
import type { MountedPath } from '../environment/paths.ts'
import { MountError, type VolumeContext } from '../volumes/content.ts'
import { mountedPaths, setUpVolume } from '../volumes/mounts.ts'
import { PodTokens } from '../volumes/tokens.ts'
import type { PodAddress } from './addresses.ts'
import type { NodeContext } from './context.ts'
import { podSources } from './sources.ts'

/** The volumes of one pod on this machine; set up again whenever what they hold may have changed. */
export class PodVolumes {
  readonly #node: NodeContext
  readonly #tokens: PodTokens
  #paths = new Map<string, string>()

  constructor(node: NodeContext) {
    this.#node = node
    this.#tokens = new PodTokens(node.cluster.client, node.cluster.clock)
  }

  /** @throws Error with the kubelet's words when a volume cannot be set up */
  async setUp(pod: Pod, address: PodAddress): Promise<void> {
    const { cluster, directories } = this.#node
    await this.#tokens.refresh(pod)
    const context: VolumeContext = {
      ...podSources(this.#node, pod, address),
      token: (audience, expirationSeconds) => this.#tokens.get(audience, expirationSeconds),
    }
    const claim = (name: string) => {
      const found = cluster.informer('PersistentVolumeClaim').get(`${pod.metadata.namespace}/${name}`)
      return found && directories.claim(found)
    }
    const paths = new Map<string, string>()
    for (const volume of pod.spec.volumes ?? []) {
      try {
        paths.set(volume.name, setUpVolume(volume, { podVolumes: directories.volumes(pod), claim }, context))
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        throw new MountError(`MountVolume.SetUp failed for volume "${volume.name}" : ${reason}`)
      }
    }
    this.#paths = paths
  }

  mounts(container: Container): MountedPath[] {
    return mountedPaths(container, this.#paths)
  }

  /** When a token is due for renewal, milliseconds since the epoch. */
  renewAt(): number | undefined {
    return this.#tokens.renewAt()
  }
}
