import { randomBytes } from 'node:crypto'
import type { V1ServiceAccount } from '@kubernetes/client-node'
import { afterAll, beforeAll } from 'vitest'
import { api, ok } from './cluster.ts'
import { eventually } from './eventually.ts'

export interface Namespace {
  name: string
  /** `core('pods/x')` is the path of a resource of the core group in this namespace. */
  core: (rest: string) => string
  apps: (rest: string) => string
  rbac: (rest: string) => string
  /** `group('discovery.k8s.io/v1', 'endpointslices')`, for any other group. */
  group: (groupVersion: string, rest: string) => string
}

/** A namespace for one test file: made before its tests, deleted after them. */
export function testNamespace(purpose: string): Namespace {
  const name = `conformance-${purpose}-${randomBytes(3).toString('hex')}`
  beforeAll(async () => {
    ok(await api.post('/api/v1/namespaces', { metadata: { name } }))
    // Admission refuses pods until the controller has made the ServiceAccount that they run as.
    await eventually(async () =>
      ok(await api.get<V1ServiceAccount>(`/api/v1/namespaces/${name}/serviceaccounts/default`)),
    )
  })
  afterAll(async () => {
    // Not waited for: a real cluster takes its time to end what is left, and nothing depends on it.
    ok(await api.delete(`/api/v1/namespaces/${name}`, { gracePeriodSeconds: 0 }))
  })
  const group = (groupVersion: string, rest: string) => `/apis/${groupVersion}/namespaces/${name}/${rest}`
  return {
    name,
    core: rest => `/api/v1/namespaces/${name}/${rest}`,
    apps: rest => group('apps/v1', rest),
    rbac: rest => group('rbac.authorization.k8s.io/v1', rest),
    group,
  }
}
