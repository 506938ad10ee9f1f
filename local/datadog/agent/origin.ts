import { tagSet } from '../intake/tags.ts'
import type { PodTags } from './kubernetes/pod-tags.ts'

/** How a client says where its telemetry comes from. */
export interface Origin {
  /** `it-false,cn-worker,pu-<pod uid>`, as the admission controller puts it into DD_EXTERNAL_ENV. */
  externalEnv?: string
  /** Container id, as `ci-<id>`, or without the prefix. An `in-<inode>` says nothing without the container runtime. */
  containerId?: string
  /** Pod uid, as DD_ENTITY_ID holds it. */
  entityId?: string
}

/** Tags of the pod and container that an origin names, sorted; none where it names nobody known. */
export function originTags(origin: Origin, pods: PodTags | undefined): readonly string[] {
  return pods ? tagSet(tagsFrom(origin, pods)) : []
}

function tagsFrom(origin: Origin, pods: PodTags): readonly string[] {
  const external = parseExternalEnv(origin.externalEnv ?? '')
  if (external.podUid) return pods.forEntity(external.podUid, external.container || undefined)
  if (origin.entityId && origin.entityId !== 'none') return pods.forEntity(origin.entityId)
  const container = origin.containerId?.startsWith('in-') ? undefined : origin.containerId?.replace(/^ci-/, '')
  const entity = container ? pods.entityOf(container) : undefined
  return entity ? pods.forEntity(entity.podUid, entity.container || undefined) : []
}

function parseExternalEnv(text: string): { podUid: string; container: string } {
  const parts = text.split(',')
  const part = (prefix: string) => parts.find(each => each.startsWith(prefix))?.slice(prefix.length) ?? ''
  return { podUid: part('pu-'), container: part('cn-') }
}
