import { beforeAll, expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { quick } from '../support/tags.ts'
import { container, deployment, image, pod, service, statefulSet } from '../support/workloads.ts'

const ns = testNamespace('table')
const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'

interface Table {
  kind: string
  apiVersion: string
  columnDefinitions: Array<{ name: string; type: string; format: string; priority: number }>
  rows: Array<{ cells: unknown[]; object: { kind: string; metadata: { name: string } } }>
}

const table = async (path: string) => ok(await api.get<Table>(path, { accept }))
/** `Name*` for a column of the narrow table, `Name` for one of the wide. */
const columns = ({ columnDefinitions }: Table) =>
  columnDefinitions.map(({ name, priority, type }) => `${name}${priority === 0 ? '*' : ''} ${type}`).join(', ')
const row = async (path: string) => {
  const { rows, columnDefinitions } = await table(path)
  return Object.fromEntries(columnDefinitions.map(({ name }, index) => [name, rows[0]?.cells[index]]))
}

beforeAll(async () => {
  ok(await api.post(ns.core('pods'), pod('running', container({ STAY: 'true' }))))
  ok(await api.post(ns.apps('deployments'), deployment('shown', { replicas: 2 })))
  ok(await api.post(ns.apps('statefulsets'), statefulSet('shown')))
  ok(await api.post(ns.core('services'), service('shown', { type: 'NodePort' })))
  ok(await api.post(ns.core('services'), service('headless', { clusterIP: 'None', selector: undefined })))
})

quick('Table output', () => {
  it('is a Table with rows that carry the metadata', async () => {
    const body = await table(ns.core('pods/running'))
    expect([body.kind, body.apiVersion]).toEqual(['Table', 'meta.k8s.io/v1'])
    expect(body.rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'running' } })
    const none = await table(`${ns.core('pods/running')}?includeObject=None`)
    expect(none.rows[0]?.object).toBeNull()
    const whole = await table(`${ns.core('pods')}?includeObject=Object&fieldSelector=metadata.name%3Drunning`)
    expect(whole.rows[0]?.object).toMatchObject({ kind: 'Pod', spec: { containers: [{ name: 'tool' }] } })
  })

  it('has the columns of each kind', async () => {
    const kinds = {
      pods: ns.core('pods'),
      services: ns.core('services'),
      endpoints: ns.core('endpoints'),
      configmaps: ns.core('configmaps'),
      secrets: ns.core('secrets'),
      serviceaccounts: ns.core('serviceaccounts'),
      events: ns.core('events'),
      namespaces: '/api/v1/namespaces',
      nodes: '/api/v1/nodes',
      deployments: ns.apps('deployments'),
      replicasets: ns.apps('replicasets'),
      statefulsets: ns.apps('statefulsets'),
      controllerrevisions: ns.apps('controllerrevisions'),
      roles: ns.rbac('roles'),
      rolebindings: ns.rbac('rolebindings'),
      endpointslices: ns.group('discovery.k8s.io/v1', 'endpointslices'),
    }
    const seen = Object.entries(kinds).map(async ([name, path]) => [name, columns(await table(path))])
    expect(Object.fromEntries(await Promise.all(seen))).toMatchInlineSnapshot(`
      {
        "configmaps": "Name* string, Data* string, Age* string",
        "controllerrevisions": "Name* string, Controller* string, Revision* string, Age* string",
        "deployments": "Name* string, Ready* string, Up-to-date* string, Available* string, Age* string, Containers string, Images string, Selector string",
        "endpoints": "Name* string, Endpoints* string, Age* string",
        "endpointslices": "Name* string, AddressType* string, Ports* string, Endpoints* string, Age* string",
        "events": "Last Seen* string, Type* string, Reason* string, Object* string, Subobject string, Source string, Message* string, First Seen string, Count string, Name string",
        "namespaces": "Name* string, Status* string, Age* string",
        "nodes": "Name* string, Status* string, Roles* string, Age* string, Version* string, Internal-IP string, External-IP string, OS-Image string, Kernel-Version string, Container-Runtime string",
        "pods": "Name* string, Ready* string, Status* string, Restarts* string, Age* string, IP string, Node string, Nominated Node string, Readiness Gates string",
        "replicasets": "Name* string, Desired* integer, Current* integer, Ready* integer, Age* string, Containers string, Images string, Selector string",
        "rolebindings": "Name* string, Role* string, Age* string, Users string, Groups string, ServiceAccounts string",
        "roles": "Name* string, Created At* date",
        "secrets": "Name* string, Type* string, Data* string, Age* string",
        "serviceaccounts": "Name* string, Secrets* string, Age* string",
        "services": "Name* string, Type* string, Cluster-IP* string, External-IP* string, Port(s)* string, Age* string, Selector string",
        "statefulsets": "Name* string, Ready* string, Age* string, Containers string, Images string",
      }
    `)
  })

  it('leaves the columns out of the events of a watch but the first', async () => {
    const query = 'watch=true&timeoutSeconds=1&resourceVersion=0&fieldSelector=metadata.name%3Drunning'
    const answer = await api.get(`${ns.core('pods')}?${query}`, { accept: `${accept},application/json` })
    const events = answer.text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { type: string; object: Table })
    expect(events[0]?.object.kind).toBe('Table')
    expect(events[0]?.object.columnDefinitions?.[0]?.name).toBe('Name')
    expect(events[0]?.object.rows[0]?.cells[0]).toBe('running')
  })
})

quick('Table rows', () => {
  it('of a pod', async () => {
    await eventually(async () => expect((await row(ns.core('pods/running'))).Status).toBe('Running'))
    const cells = await row(ns.core('pods/running'))
    expect(cells).toMatchObject({ Name: 'running', Ready: '1/1', Status: 'Running', Restarts: '0' })
    expect(cells).toMatchObject({ 'Nominated Node': '<none>', 'Readiness Gates': '<none>' })
    expect(cells.Age).toMatch(/^\d+s$/)
    expect(cells.IP).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
  })

  it('of a Deployment, its ReplicaSet and a StatefulSet', async () => {
    await eventually(async () => expect((await row(ns.apps('deployments/shown'))).Ready).toBe('2/2'))
    const { Age, ...cells } = await row(ns.apps('deployments/shown'))
    expect(Age).toMatch(/^\d+s$/)
    expect(cells).toEqual({
      Name: 'shown',
      Ready: '2/2',
      'Up-to-date': 2,
      Available: 2,
      Containers: 'tool',
      Images: image,
      Selector: 'app=shown',
    })
    const set = await row(`${ns.apps('replicasets')}?labelSelector=app%3Dshown`)
    expect(set).toMatchObject({ Desired: 2, Current: 2, Ready: 2, Containers: 'tool', Images: image })
    expect(set.Name).toMatch(/^shown-[bcdfghjklmnpqrstvwxz2456789]{1,10}$/)
    expect(set.Selector).toBe(`app=shown,pod-template-hash=${String(set.Name).slice('shown-'.length)}`)
    await eventually(async () => expect((await row(ns.apps('statefulsets/shown'))).Ready).toBe('1/1'))
  })

  it('of Services', async () => {
    const node = await row(ns.core('services/shown'))
    expect(node).toMatchObject({ Type: 'NodePort', 'External-IP': '<none>', Selector: 'app=shown' })
    expect(node['Port(s)']).toMatch(/^8080:3\d{4}\/TCP$/)
    const headless = await row(ns.core('services/headless'))
    expect(headless).toMatchObject({
      Type: 'ClusterIP',
      'Cluster-IP': 'None',
      'Port(s)': '8080/TCP',
      Selector: '<none>',
    })
  })

  it('of an event', async () => {
    const query = new URLSearchParams({ fieldSelector: 'involvedObject.name=running,reason=Scheduled' })
    await eventually(async () => expect((await row(`${ns.core('events')}?${query}`)).Reason).toBe('Scheduled'))
    const cells = await row(`${ns.core('events')}?${query}`)
    expect(cells).toMatchObject({ Type: 'Normal', Object: 'pod/running', Reason: 'Scheduled', Count: 1 })
    expect(cells.Message).toMatch(new RegExp(`^Successfully assigned ${ns.name}/running to \\S+$`))
    expect(cells['Last Seen']).toMatch(/^\d+s$/)
  })

  it('of pods that wait, have ended, are going', async () => {
    const named = (name: string, env: Record<string, string>, more: object = {}, spec: object = {}) =>
      api.post(ns.core('pods'), pod(name, container(env, more), { restartPolicy: 'Never', ...spec }))
    ok(await named('done', { EXIT_CODE: '0' }))
    ok(await named('failed', { EXIT_CODE: '3' }))
    ok(await named('unpulled', {}, { image: 'localhost/chat-demo/none:1' }))
    ok(await named('going', { STAY: 'true', IGNORE_SIGTERM: 'true' }, {}, { terminationGracePeriodSeconds: 10 }))
    const status = async (name: string, expected: unknown) => {
      await eventually(async () => expect((await row(ns.core(`pods/${name}`))).Status).toEqual(expected))
      return (await row(ns.core(`pods/${name}`))).Ready
    }
    expect(await status('done', 'Completed')).toBe('0/1')
    expect(await status('failed', 'Error')).toBe('0/1')
    expect(await status('unpulled', expect.stringMatching(/^(ErrImagePull|ImagePullBackOff)$/))).toBe('0/1')
    await status('going', 'Running')
    ok(await api.delete(ns.core('pods/going')))
    expect((await row(ns.core('pods/going'))).Status).toBe('Terminating')
  })
})
