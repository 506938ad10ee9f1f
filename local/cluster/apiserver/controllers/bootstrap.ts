import { type AddressRange, toAddress } from '../admission/service-addresses.ts'
import { apiServer } from '../authn/user.ts'
import { ensureBootstrapPolicy } from '../authz/bootstrap-policy.ts'
import type { KubeObject } from '../object.ts'
import type { Registry } from '../registry/registry.ts'
import { definitionOfStorage } from '../resources/index.ts'

const context = { user: apiServer, dryRun: false }

async function ensure(registry: Registry, storage: string, namespace: string, object: object): Promise<void> {
  const wanted = object as KubeObject
  const { name } = wanted.metadata
  const definition = definitionOfStorage(storage)
  const scope = definition.namespaced ? namespace : undefined
  if (!registry.store.get(storage, scope, name)) await registry.create(definition, namespace, wanted, context)
  else if (storage !== 'namespaces') {
    await registry.update(
      definition,
      scope,
      name,
      'main',
      current => ({ ...current, ...wanted, metadata: { ...current.metadata, ...wanted.metadata } }),
      context,
    )
  }
}

/** The address that the Service of the API itself has: the first of the range. */
export const apiServiceAddress = (range: AddressRange): string => toAddress(range.base + 1)

/** Makes what every cluster starts with: namespaces, default roles, and the Service `kubernetes` for this server. */
export async function bootstrap(registry: Registry, range: AddressRange, host: string, port: number): Promise<void> {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    await ensure(registry, 'namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  }
  await ensureBootstrapPolicy(registry)
  const labels = { component: 'apiserver', provider: 'kubernetes' }
  await ensure(registry, 'services', 'default', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', labels },
    spec: { clusterIP: apiServiceAddress(range), ports: [{ name: 'https', port: 443, targetPort: port }] },
  })
  await ensure(registry, 'endpoints', 'default', {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'kubernetes', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: host }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  })
  await ensure(registry, 'endpointslices.discovery.k8s.io', 'default', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [host], conditions: { ready: true } }],
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  })
}
