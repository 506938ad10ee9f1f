import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { V1ConfigMap, V1Deployment, V1Service } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { adapt, readManifests } from './manifests.ts'

const base = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../../k8s/base')
const objects = readManifests(base)
const adapted = adapt(objects, 'chat-demo', {
  model: { baseUrl: 'http://127.0.0.1:1/v1' },
  chatPort: 31000,
  rum: { intakeUrl: 'http://127.0.0.1:2', applicationId: 'application', clientToken: 'token' },
  environment: 'chat-demo-here',
})

test('the namespace comes first, and every Service before the first workload', () => {
  const kinds = objects.map(object => object.kind)
  expect(kinds[0]).toBe('Namespace')
  expect(kinds.lastIndexOf('Service')).toBeLessThan(kinds.indexOf('StatefulSet'))
  expect(kinds.indexOf('StatefulSet')).toBeLessThan(kinds.indexOf('Deployment'))
})

test('no Secret is kept in the manifests', () => {
  expect(objects.filter(object => object.kind === 'Secret')).toEqual([])
})

test('the model’s address and the chat’s port are this machine’s', () => {
  const find = <T>(kind: string, name: string) =>
    adapted.find(object => object.kind === kind && object.metadata?.name === name) as T
  expect(find<V1ConfigMap>('ConfigMap', 'model').data?.['base-url']).toBe('http://127.0.0.1:1/v1')
  expect(find<V1Service>('Service', 'frontend').spec?.ports?.[0]?.nodePort).toBe(31000)
  const env = find<V1Deployment>('Deployment', 'frontend').spec?.template.spec?.containers[0]?.env
  expect(env?.find(each => each.name === 'ALLOWED_HOSTS')?.value).toContain('localhost:31000')
})

test('telemetry is of this installation, and browsers’ goes where it is told to', () => {
  const workloads = adapted.filter(object => object.kind === 'Deployment' || object.kind === 'StatefulSet')
  for (const { metadata, spec } of workloads as V1Deployment[]) {
    const labels = spec?.template.metadata?.labels
    expect(labels?.['tags.datadoghq.com/env'], metadata?.name).toBe('chat-demo-here')
    expect(labels?.['tags.datadoghq.com/service'], metadata?.name).toBe(metadata?.name)
    expect(labels?.['admission.datadoghq.com/enabled'], metadata?.name).toBe('true')
  }
  const rum = adapted.find(object => object.kind === 'ConfigMap' && object.metadata?.name === 'rum') as V1ConfigMap
  expect(rum.data).toMatchObject({
    'intake-url': 'http://127.0.0.1:2',
    'application-id': 'application',
    'client-token': 'token',
  })
})

test('cluster-wide objects are in no namespace', () => {
  const role = adapted.find(object => object.kind === 'ClusterRole')
  expect(role?.metadata).toEqual({ name: 'datadog-agent' })
})

test('every workload is non-root with a read-only root file system, a memory limit and probes', () => {
  const workloads = objects.filter(
    object => object.kind === 'Deployment' || object.kind === 'StatefulSet',
  ) as V1Deployment[]
  expect(workloads.length).toBeGreaterThanOrEqual(6)
  for (const { metadata, spec } of workloads) {
    const pod = spec?.template.spec
    expect(pod?.securityContext?.runAsNonRoot, metadata?.name).toBe(true)
    for (const container of pod?.containers ?? []) {
      expect(container.securityContext?.readOnlyRootFilesystem, container.name).toBe(true)
      expect(container.resources?.limits?.memory, container.name).toBeDefined()
      expect(container.readinessProbe && container.livenessProbe, container.name).toBeTruthy()
    }
  }
})
