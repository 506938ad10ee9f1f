import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { startTestApi, type TestApi } from '../../../cluster/apiserver/testing/api.ts'
import { Figures } from '../../intake/figures.ts'
import type { Rows, Table } from '../../store/rows.ts'
import { type ClusterView, openClusterView } from '../kubernetes/cluster-view.ts'
import { recordingStore } from '../testing/recording-store.ts'
import { type Checks, startChecks } from './index.ts'

const rbac = fileURLToPath(new URL('../../../../k8s/base/rbac-datadog.yaml', import.meta.url))
const namespace = '/api/v1/namespaces/chat-demo'
const labels = { app: 'backend', 'tags.datadoghq.com/env': 'chat-demo', 'tags.datadoghq.com/service': 'backend' }

let folder: string
let api: TestApi
let view: ClusterView
let checks: Checks
const figures = new Figures()
const { store, rows } = recordingStore()

async function create(url: string, object: object): Promise<{ metadata?: { uid?: string } }> {
  const { code, body } = await api.call('POST', url, object)
  expect(code, `${url}: ${body.message}`).toBe(201)
  return body as { metadata?: { uid?: string } }
}

/** The account of the manifests themselves: a right that it lacks is seen here. */
async function kubeconfig(): Promise<string> {
  await create('/api/v1/namespaces', { metadata: { name: 'chat-demo' } })
  const urls: Record<string, string> = {
    ServiceAccount: `${namespace}/serviceaccounts`,
    ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  }
  for (const document of parseAllDocuments(await readFile(rbac, 'utf8'))) {
    const object = document.toJS() as { kind: string }
    await create(urls[object.kind] ?? '', object)
  }
  const { body } = await api.call('POST', `${namespace}/serviceaccounts/datadog-agent/token`, { spec: {} })
  const { token } = body.status as { token: string }
  const file = path.join(folder, 'kubeconfig')
  const cluster = { server: api.server.url, 'certificate-authority': api.server.caFile }
  await writeFile(
    file,
    stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { token } }],
    }),
  )
  return file
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'checks-'))
  api = await startTestApi()
  view = await openClusterView(await kubeconfig(), pino({ level: 'silent' }))
  checks = await startChecks({
    store: { ...store, query: async () => [] },
    figures,
    cluster: view,
    nodeName: 'local',
    clusterName: 'demo',
    environment: { BROKER_PATH: '' },
    log: pino({ level: 'silent' }),
    everyMs: 100,
  })
})
afterAll(async () => {
  await checks?.close()
  await view?.close()
  await api?.stop()
  await rm(folder, { recursive: true, force: true })
})

const last = <T extends Table>(table: T, matches: (row: Rows[T]) => boolean) =>
  (rows[table] as Rows[T][] | undefined)?.findLast(matches)
const point = (metric: string) => last('points', row => row.metric === metric)

async function createPod(name: string, annotations: Record<string, string>, ports: object[]): Promise<string> {
  const { metadata } = await create(`${namespace}/pods`, {
    metadata: { name, labels, annotations },
    spec: {
      nodeName: 'local',
      containers: [
        { name: 'backend', image: 'chat-demo/backend:dev', ports, resources: { limits: { memory: '64Mi' } } },
      ],
    },
  })
  return metadata?.uid ?? ''
}

const statusOf = (ready: boolean) => ({
  phase: 'Running',
  podIP: '127.0.0.1',
  conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
  containerStatuses: [
    {
      name: 'backend',
      image: 'chat-demo/backend:dev',
      imageID: '',
      ready,
      restartCount: 2,
      containerID: 'containerd://abc',
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
    },
  ],
})
const setStatus = async (name: string, ready: boolean) => {
  const { code, body } = await api.call(
    'PATCH',
    `${namespace}/pods/${name}/status`,
    { status: statusOf(ready) },
    { 'content-type': 'application/merge-patch+json' },
  )
  expect(code, body.message).toBe(200)
}

describe('the Agent’s checks, with the account and rights of the manifests', () => {
  it('tell what the cluster wants and has', async () => {
    await create(`/apis/apps/v1/namespaces/chat-demo/deployments`, {
      metadata: { name: 'backend', labels },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'backend' } },
        template: { metadata: { labels }, spec: { containers: [{ name: 'backend', image: 'chat-demo/backend:dev' }] } },
      },
    })
    await expect.poll(() => point('kubernetes_state.deployment.replicas_desired')?.value).toBe(2)
    expect(point('kubernetes_state.deployment.replicas_available')).toMatchObject({
      value: 0,
      tags: [
        'env:chat-demo',
        'kube_cluster_name:demo',
        'kube_deployment:backend',
        'kube_namespace:chat-demo',
        'service:backend',
      ],
    })
  })

  it('tell restarts and why, and know the pod for the receivers', async () => {
    const uid = await createPod('backend-1', {}, [])
    await setStatus('backend-1', true)
    await expect.poll(() => point('kubernetes.containers.restarts')?.value).toBe(2)
    expect(point('kubernetes.containers.restarts')?.tags).toEqual(
      expect.arrayContaining(['pod_name:backend-1', 'host:local', 'kube_container_name:backend']),
    )
    expect(point('kubernetes.containers.last_state.terminated')?.tags).toContain('reason:oomkilled')
    expect(point('kubernetes_state.container.status_report.count.terminated')?.tags).toContain('reason:oomkilled')
    expect(view.podTags.entityOf('abc')).toEqual({ podUid: uid, container: 'backend' })
    expect(view.podTags.forEntity(uid)).toContain('service:backend')
  })

  it('tell each occurrence of an event once', async () => {
    const event = {
      metadata: { name: 'pulled', namespace: 'chat-demo' },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'backend-1', namespace: 'chat-demo', uid: 'u' },
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      type: 'Warning',
      source: { component: 'kubelet' },
      count: 1,
      lastTimestamp: '2026-01-01T00:00:10Z',
    }
    await create(`${namespace}/events`, event)
    const told = () => rows.events?.filter(({ title }) => title === 'Pod chat-demo/backend-1: BackOff') ?? []
    await expect.poll(() => told().length).toBe(1)
    const again = { ...event, count: 2, lastTimestamp: '2026-01-01T00:00:20Z' }
    await api.call('PUT', `${namespace}/events/pulled`, again)
    await expect.poll(() => told().length).toBe(2)
    expect(told()[1]).toMatchObject({ status: 'warning', source: 'kubernetes' })
    expect(new Set(told().map(({ id }) => id)).size).toBe(2)
  })

  it('run what a ready pod’s annotation asks for, with its container’s tags, until it is not ready', async () => {
    const broker = createServer((_request, response) => {
      response.end('# TYPE rabbitmq_connections gauge\nrabbitmq_connections 4\n')
    })
    await new Promise<void>(resolve => broker.listen(0, '127.0.0.1', resolve))
    const address = broker.address()
    if (address === null || typeof address === 'string') throw new Error('no address')
    const annotation = {
      rabbitmq: { instances: [{ prometheus_plugin: { url: 'http://%%host%%:%%port_metrics%%%%env_BROKER_PATH%%' } }] },
    }
    const annotations = { 'ad.datadoghq.com/backend.checks': JSON.stringify(annotation) }
    await createPod('broker', annotations, [{ name: 'metrics', containerPort: address.port }])
    await setStatus('broker', true)
    await expect.poll(() => point('rabbitmq.connections')?.value).toBe(4)
    expect(point('rabbitmq.connections')?.tags).toEqual(
      expect.arrayContaining(['service:backend', 'env:chat-demo', 'kube_container_name:backend', 'image_tag:dev']),
    )
    expect(point('rabbitmq.connections')?.tags.join()).not.toContain('pod_name')
    expect(last('serviceChecks', row => row.check === 'rabbitmq.openmetrics.health')).toMatchObject({
      status: 0,
      host: 'local',
    })
    expect(checks.running()).toEqual(['backend/rabbitmq'])
    await setStatus('broker', false)
    await expect.poll(() => checks.running()).toEqual([])
    await new Promise(resolve => broker.close(resolve))
  })

  it('see no Secret', async () => {
    const { code } = await api.call('GET', `${namespace}/secrets`, undefined, {
      'impersonate-user': 'system:serviceaccount:chat-demo:datadog-agent',
    })
    expect(code).toBe(403)
  })
})
