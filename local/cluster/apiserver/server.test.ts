import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './testing/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
}, 30_000)
afterAll(() => api.stop())

const configMaps = '/api/v1/namespaces/default/configmaps'
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
})
const deployment = (name: string, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
    ...spec,
  },
})
const merge = { 'content-type': 'application/merge-patch+json' }
const gone = async (path: string) => expect((await api.call('GET', path)).code).toBe(404)

describe('who may ask', () => {
  it('refuses a Host that is not its own', async () => {
    const answer = await api.call('GET', '/api', undefined, { host: 'evil.example' })
    expect([answer.code, answer.body.reason]).toEqual([421, 'MisdirectedRequest'])
  })

  it('answers 401 to a token of nobody and 403 to the anonymous', async () => {
    expect((await api.call('GET', '/api', undefined, { authorization: 'Bearer nobody' })).code).toBe(401)
    const token = (await api.call('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {})).body.status
    const account = { authorization: `Bearer ${(token as { token: string }).token}` }
    const forbidden = await api.call('GET', '/api/v1/namespaces/default/secrets', undefined, account)
    expect(forbidden.body.message).toBe(
      'secrets is forbidden: User "system:serviceaccount:default:default" cannot list resource "secrets" in API group "" in the namespace "default"',
    )
  })

  it('does not grant what the grantor lacks', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles'
    const rule = (verbs: string[], group: string, resources: string[]) => ({ verbs, apiGroups: [group], resources })
    const role = (name: string, ...rules: object[]) => ({ metadata: { name }, rules })
    const group = 'rbac.authorization.k8s.io'
    await api.call('POST', roles, role('manager', rule(['create'], group, ['roles']), rule(['get'], '', ['pods'])))
    await api.call('POST', roles.replace('roles', 'rolebindings'), {
      metadata: { name: 'manager' },
      roleRef: { apiGroup: group, kind: 'Role', name: 'manager' },
      subjects: [{ kind: 'User', name: 'jane', apiGroup: group }],
    })
    const jane = { 'impersonate-user': 'jane' }
    expect((await api.call('POST', roles, role('less', rule(['get'], '', ['pods'])), jane)).code).toBe(201)
    const refused = await api.call('POST', roles, role('more', rule(['delete'], '', ['pods'])), jane)
    expect(refused.code).toBe(403)
    expect(refused.body.message).toContain('is attempting to grant RBAC permissions not currently held')
  })
})

describe('watch', () => {
  it('sees what follows a list, also across a restart of the server', async () => {
    const listed = await api.call('GET', configMaps)
    const { resourceVersion } = listed.body.metadata ?? {}
    await api.call('POST', configMaps, configMap('seen'))
    await api.restart()
    await api.call('DELETE', `${configMaps}/seen`)
    const events = await api.watch(`${configMaps}?watch=1&resourceVersion=${resourceVersion}`, 2)
    expect(events.map(({ type, object }) => [type, object.metadata?.name])).toEqual([
      ['ADDED', 'seen'],
      ['DELETED', 'seen'],
    ])
  })

  it('answers 410 in the stream for a version that is too old', async () => {
    const [event] = await api.watch(`${configMaps}?watch=1&resourceVersion=1`, 1)
    expect([event?.type, event?.object.code, event?.object.reason]).toEqual(['ERROR', 410, 'Expired'])
  })

  it('begins with what is there, and a bookmark behind it', async () => {
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
    const events = await api.watch(`${configMaps}?${query}&fieldSelector=metadata.name%3Dkube-root-ca.crt`, 2)
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK'])
    expect(events[1]?.object.metadata?.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
  })
})

describe('lists', () => {
  it('come in pages that show one state', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) {
      await api.call('POST', configMaps, { ...configMap(name), metadata: { name, labels: { page: 'yes' } } })
    }
    const first = await api.call('GET', `${configMaps}?labelSelector=page&limit=2`)
    await api.call('DELETE', `${configMaps}/page-c`)
    const next = await api.call('GET', `${configMaps}?labelSelector=page&continue=${first.body.metadata?.continue}`)
    const names = [first, next].flatMap(({ body }) =>
      (body.items as { metadata: { name: string } }[]).map(i => i.metadata.name),
    )
    expect(names).toEqual(['page-a', 'page-b', 'page-c'])
  })
})

describe('writes', () => {
  it('refuse an update of an older version', async () => {
    const { body } = await api.call('POST', configMaps, configMap('contested'))
    await api.call('PATCH', `${configMaps}/contested`, { data: { a: '1' } }, merge)
    const late = await api.call('PUT', `${configMaps}/contested`, body)
    expect([late.code, late.body.reason]).toEqual([409, 'Conflict'])
  })

  it('store nothing when they are only tried', async () => {
    expect((await api.call('POST', `${configMaps}?dryRun=All`, configMap('tried'))).code).toBe(201)
    await gone(`${configMaps}/tried`)
  })

  it('keep all findings apart in details.causes', { timeout: 20_000 }, async () => {
    const { code, body } = await api.call('POST', deployments, deployment('wrong', { replicas: -1, selector: {} }))
    expect(code).toBe(422)
    const { causes } = body.details as { causes: { field: string }[] }
    expect(causes.map(({ field }) => field)).toEqual(['spec.replicas', 'spec.selector'])
  })

  it('scale a Deployment through its subresource and count the generation', async () => {
    await api.call('POST', deployments, deployment('scaled'))
    const scaled = await api.call('PATCH', `${deployments}/scaled/scale`, { spec: { replicas: 4 } }, merge)
    expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 4 }, status: { selector: 'app=scaled' } })
    const { body } = await api.call('GET', `${deployments}/scaled`)
    expect([body.metadata?.generation, (body.spec as { replicas: number }).replicas]).toEqual([2, 4])
  })

  it('say what a body is that cannot be read', async () => {
    const malformed = await api.call('POST', configMaps, '{"metadata":')
    expect([malformed.code, malformed.body.message?.slice(0, 65)]).toEqual([
      400,
      'the object provided is unrecognized (must be of type ConfigMap): ',
    ])
    const large = await api.call('POST', configMaps, configMap('large', { data: { a: 'x'.repeat(4 << 20) } }))
    expect([large.code, large.body.reason]).toEqual([413, 'RequestEntityTooLarge'])
  })
})

describe('deletion', () => {
  const owned = (name: string, owner: { name?: unknown; uid?: unknown } | undefined) => ({
    ...configMap(name),
    metadata: {
      name,
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: owner?.name, uid: owner?.uid, blockOwnerDeletion: true },
      ],
    },
  })
  const family = async (name: string) => {
    const owner = await api.call('POST', configMaps, configMap(name))
    await api.call('POST', configMaps, owned(`${name}-child`, owner.body.metadata))
  }

  it.each(['Background', 'Foreground'])('takes dependents along (%s)', async policy => {
    const name = policy.toLowerCase()
    await family(name)
    await api.call('DELETE', `${configMaps}/${name}?propagationPolicy=${policy}`)
    await expect.poll(async () => (await api.call('GET', `${configMaps}/${name}-child`)).code).toBe(404)
    await expect.poll(async () => (await api.call('GET', `${configMaps}/${name}`)).code).toBe(404)
  })

  it('leaves dependents without their owner (Orphan)', async () => {
    await family('orphan')
    await api.call('DELETE', `${configMaps}/orphan?propagationPolicy=Orphan`)
    await expect.poll(async () => (await api.call('GET', `${configMaps}/orphan`)).code).toBe(404)
    const child = await api.call('GET', `${configMaps}/orphan-child`)
    expect(child.body.metadata?.ownerReferences).toBeUndefined()
  })

  it('waits for finalizers', async () => {
    await api.call('POST', configMaps, {
      ...configMap('held'),
      metadata: { name: 'held', finalizers: ['example.com/hold'] },
    })
    await api.call('DELETE', `${configMaps}/held`)
    expect((await api.call('GET', `${configMaps}/held`)).body.metadata?.deletionTimestamp).toBeDefined()
    await api.call('PATCH', `${configMaps}/held`, { metadata: { finalizers: null } }, merge)
    await gone(`${configMaps}/held`)
  })

  it('empties a namespace before it goes, and takes nothing new meanwhile', async () => {
    await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'brief' } })
    const inside = configMaps.replace('default', 'brief')
    await api.call('POST', inside, {
      ...configMap('held'),
      metadata: { name: 'held', finalizers: ['example.com/hold'] },
    })
    await api.call('DELETE', '/api/v1/namespaces/brief')
    const refused = await api.call('POST', inside, configMap('late'))
    expect(refused.body.message).toContain('because it is being terminated')
    await api.call('PATCH', `${inside}/held`, { metadata: { finalizers: null } }, merge)
    await expect.poll(async () => (await api.call('GET', '/api/v1/namespaces/brief')).code).toBe(404)
  })
})

describe('Services', () => {
  it('get an address of the range and a node port, and keep them', async () => {
    const services = '/api/v1/namespaces/default/services'
    const service = (ports: object[]) => ({
      metadata: { name: 's' },
      spec: { type: 'NodePort', selector: { a: 'b' }, ports },
    })
    const made = await api.call('POST', services, service([{ port: 80 }]))
    const spec = made.body.spec as { clusterIP: string; ports: { nodePort: number }[] }
    expect(spec.clusterIP).toMatch(/^127\.96\./)
    expect(spec.ports[0]?.nodePort).toBeGreaterThanOrEqual(30000)
    const put = await api.call('PUT', `${services}/s`, service([{ port: 80, targetPort: 8080 }]))
    expect(put.body.spec).toMatchObject({ clusterIP: spec.clusterIP, ports: [{ nodePort: spec.ports[0]?.nodePort }] })
  })
})
