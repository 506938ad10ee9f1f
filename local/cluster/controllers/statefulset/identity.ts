import { controllerReference } from '../../client/owner.ts'
import type { New, PersistentVolumeClaim, Pod, PodTemplate, StatefulSet } from '../../client/types.ts'
import { podFromTemplate } from '../pods.ts'

const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index'
export const REVISION_LABEL = 'controller-revision-hash'

export const podName = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`
export const revisionOfPod = (pod: Pod): string | undefined => pod.metadata.labels?.[REVISION_LABEL]

/** The number at the end of the name of a pod of this set; undefined for any other name. */
export function ordinalOf(set: StatefulSet, name: string): number | undefined {
  const prefix = `${set.metadata.name}-`
  const rest = name.slice(prefix.length)
  return name.startsWith(prefix) && /^(0|[1-9]\d*)$/.test(rest) ? Number(rest) : undefined
}

const claimName = (template: string, set: StatefulSet, ordinal: number) => `${template}-${set.metadata.name}-${ordinal}`

/** The claims that the pod with this ordinal mounts; they outlive it. */
export function claimsFor(set: StatefulSet, ordinal: number): New<'PersistentVolumeClaim'>[] {
  return (set.spec.volumeClaimTemplates ?? []).map(template => ({
    metadata: {
      name: claimName(template.metadata?.name ?? '', set, ordinal),
      namespace: set.metadata.namespace,
      labels: { ...template.metadata?.labels, ...set.spec.selector.matchLabels },
      ...(template.metadata?.annotations && { annotations: template.metadata.annotations }),
    },
    spec: template.spec as PersistentVolumeClaim['spec'],
  }))
}

/** The pod with this ordinal, made from the template of a revision. */
export function newPod(set: StatefulSet, ordinal: number, template: PodTemplate, revision: string): New<'Pod'> {
  const { metadata, spec } = podFromTemplate(template)
  const name = podName(set, ordinal)
  const claimed = (set.spec.volumeClaimTemplates ?? []).map(claim => claim.metadata?.name ?? '')
  return {
    metadata: {
      ...metadata,
      name,
      namespace: set.metadata.namespace,
      labels: {
        ...template.metadata?.labels,
        [POD_INDEX_LABEL]: String(ordinal),
        [REVISION_LABEL]: revision,
        [POD_NAME_LABEL]: name,
      },
      ownerReferences: [controllerReference('StatefulSet', set)],
    },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec.serviceName && { subdomain: set.spec.serviceName }),
      ...(claimed.length > 0 && {
        volumes: [
          ...(spec.volumes ?? []).filter(volume => !claimed.includes(volume.name)),
          ...claimed.map(claim => ({
            name: claim,
            persistentVolumeClaim: { claimName: claimName(claim, set, ordinal) },
          })),
        ],
      }),
    },
  }
}
