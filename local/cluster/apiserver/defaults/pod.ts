import { fieldObject, fieldObjects, fieldString, isObject, type JsonObject, type KubeObject } from '../object.ts'
import { canonicalQuantity } from '../quantity/quantity.ts'
import { canonicalResources, ensureObject, setDefault, setDefaultIfZero } from './set.ts'

/** The tag of an image reference, `latest` when it has none; a digest counts as a tag. */
export function imageTag(image: string): string {
  if (image.includes('@')) return 'digest'
  const last = image.slice(image.lastIndexOf('/') + 1)
  const colon = last.indexOf(':')
  return colon < 0 ? 'latest' : last.slice(colon + 1)
}

function defaultHttpGet(handler: JsonObject): void {
  const { httpGet, grpc } = handler
  if (isObject(httpGet)) {
    setDefaultIfZero(httpGet, 'path', '/')
    setDefaultIfZero(httpGet, 'scheme', 'HTTP')
  }
  if (isObject(grpc)) setDefault(grpc, 'service', '')
}

function defaultProbe(probe: JsonObject): void {
  defaultHttpGet(probe)
  setDefaultIfZero(probe, 'timeoutSeconds', 1)
  setDefaultIfZero(probe, 'periodSeconds', 10)
  setDefaultIfZero(probe, 'successThreshold', 1)
  setDefaultIfZero(probe, 'failureThreshold', 3)
}

function defaultContainer(container: JsonObject): void {
  const tag = imageTag(fieldString(container, 'image'))
  setDefaultIfZero(container, 'imagePullPolicy', tag === 'latest' ? 'Always' : 'IfNotPresent')
  setDefaultIfZero(container, 'terminationMessagePath', '/dev/termination-log')
  setDefaultIfZero(container, 'terminationMessagePolicy', 'File')
  const resources = ensureObject(container, 'resources')
  canonicalResources(resources.limits)
  canonicalResources(resources.requests)
  for (const port of fieldObjects(container, 'ports')) setDefaultIfZero(port, 'protocol', 'TCP')
  for (const env of fieldObjects(container, 'env')) {
    const { fieldRef, resourceFieldRef } = fieldObject(env, 'valueFrom')
    if (isObject(fieldRef)) setDefaultIfZero(fieldRef, 'apiVersion', 'v1')
    if (isObject(resourceFieldRef)) setDefaultIfZero(resourceFieldRef, 'divisor', '0')
  }
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[field]
    if (isObject(probe)) defaultProbe(probe)
  }
  const { postStart, preStop } = fieldObject(container, 'lifecycle')
  for (const hook of [postStart, preStop]) if (isObject(hook)) defaultHttpGet(hook)
}

const fileModes = ['secret', 'configMap', 'downwardAPI', 'projected']

function defaultVolume(volume: JsonObject): void {
  if (Object.keys(volume).every(field => field === 'name')) volume.emptyDir = {}
  const { emptyDir } = volume
  if (isObject(emptyDir) && emptyDir.sizeLimit !== undefined) emptyDir.sizeLimit = canonicalQuantity(emptyDir.sizeLimit)
  for (const source of fileModes) {
    const object = volume[source]
    if (isObject(object)) setDefault(object, 'defaultMode', 0o644)
  }
  if (isObject(volume.hostPath)) setDefault(volume.hostPath, 'type', '')
  for (const source of fieldObjects(fieldObject(volume, 'projected'), 'sources')) {
    if (isObject(source.serviceAccountToken)) setDefault(source.serviceAccountToken, 'expirationSeconds', 3600)
    downwardItems(fieldObject(source, 'downwardAPI'))
  }
  downwardItems(fieldObject(volume, 'downwardAPI'))
}

function downwardItems(source: JsonObject): void {
  for (const item of fieldObjects(source, 'items')) {
    if (isObject(item.fieldRef)) setDefaultIfZero(item.fieldRef, 'apiVersion', 'v1')
  }
}

/** Defaults of a PodSpec, in a Pod and in a template alike. */
export function defaultPodSpec(spec: JsonObject): void {
  setDefaultIfZero(spec, 'restartPolicy', 'Always')
  setDefault(spec, 'terminationGracePeriodSeconds', 30)
  if (Number(spec.terminationGracePeriodSeconds) < 0) spec.terminationGracePeriodSeconds = 1
  setDefaultIfZero(spec, 'dnsPolicy', 'ClusterFirst')
  setDefault(spec, 'securityContext', {})
  setDefaultIfZero(spec, 'schedulerName', 'default-scheduler')
  const account = fieldString(spec, 'serviceAccountName') || fieldString(spec, 'serviceAccount')
  if (account) {
    spec.serviceAccountName = account
    spec.serviceAccount = account // the deprecated twin of the field is kept equal
  }
  for (const field of ['initContainers', 'containers']) {
    for (const container of fieldObjects(spec, field)) defaultContainer(container)
  }
  for (const volume of fieldObjects(spec, 'volumes')) defaultVolume(volume)
}

/** Defaults of the template in a workload's spec. */
export function defaultPodTemplate(workload: JsonObject): void {
  const template = ensureObject(workload, 'template')
  setDefault(template, 'metadata', {})
  defaultPodSpec(ensureObject(template, 'spec'))
}

/** Defaults of a Pod itself: those of its spec, and requests taken from limits. */
export function defaultPod(pod: KubeObject): void {
  const spec = ensureObject(pod, 'spec')
  defaultPodSpec(spec)
  setDefault(spec, 'enableServiceLinks', true)
  for (const field of ['initContainers', 'containers']) {
    for (const { resources, ports } of fieldObjects(spec, field)) {
      if (spec.hostNetwork === true)
        for (const port of fieldObjects({ ports }, 'ports')) setDefaultIfZero(port, 'hostPort', port.containerPort)
      if (!isObject(resources) || !isObject(resources.limits)) continue
      resources.requests = { ...resources.limits, ...fieldObject(resources, 'requests') }
    }
  }
}
