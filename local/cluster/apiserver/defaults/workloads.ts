import { fieldObjects, isObject, type JsonObject, type KubeObject } from '../object.ts'
import { defaultPodTemplate } from './pod.ts'
import { canonicalResources, ensureObject, setDefault, setDefaultIfZero } from './set.ts'

export function defaultDeployment(deployment: KubeObject): void {
  const spec = ensureObject(deployment, 'spec')
  setDefault(spec, 'replicas', 1)
  setDefault(spec, 'revisionHistoryLimit', 10)
  setDefault(spec, 'progressDeadlineSeconds', 600)
  const strategy = ensureObject(spec, 'strategy')
  setDefaultIfZero(strategy, 'type', 'RollingUpdate')
  if (strategy.type === 'RollingUpdate') {
    const rolling = ensureObject(strategy, 'rollingUpdate')
    setDefault(rolling, 'maxUnavailable', '25%')
    setDefault(rolling, 'maxSurge', '25%')
  }
  defaultPodTemplate(spec)
}

export function defaultReplicaSet(replicaSet: KubeObject): void {
  const spec = ensureObject(replicaSet, 'spec')
  setDefault(spec, 'replicas', 1)
  defaultPodTemplate(spec)
}

export function defaultStatefulSet(statefulSet: KubeObject): void {
  const spec = ensureObject(statefulSet, 'spec')
  setDefault(spec, 'replicas', 1)
  setDefault(spec, 'revisionHistoryLimit', 10)
  setDefaultIfZero(spec, 'podManagementPolicy', 'OrderedReady')
  setDefault(spec, 'serviceName', '')
  const update = ensureObject(spec, 'updateStrategy')
  if (!update.type) {
    update.type = 'RollingUpdate'
    ensureObject(update, 'rollingUpdate')
  }
  if (update.type === 'RollingUpdate' && isObject(update.rollingUpdate))
    setDefault(update.rollingUpdate, 'partition', 0)
  const retention = ensureObject(spec, 'persistentVolumeClaimRetentionPolicy')
  setDefaultIfZero(retention, 'whenDeleted', 'Retain')
  setDefaultIfZero(retention, 'whenScaled', 'Retain')
  defaultPodTemplate(spec)
  for (const claim of fieldObjects(spec, 'volumeClaimTemplates')) {
    setDefault(claim, 'apiVersion', 'v1')
    setDefault(claim, 'kind', 'PersistentVolumeClaim')
    defaultClaim(claim)
  }
}

export function defaultClaim(claim: JsonObject): void {
  const spec = ensureObject(claim, 'spec')
  setDefault(spec, 'volumeMode', 'Filesystem')
  const resources = ensureObject(spec, 'resources')
  canonicalResources(resources.requests)
  canonicalResources(resources.limits)
  setDefaultIfZero(ensureObject(claim, 'status'), 'phase', 'Pending')
}
