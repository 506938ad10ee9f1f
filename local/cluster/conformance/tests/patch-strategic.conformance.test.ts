import type { V1Container, V1Deployment, V1Pod, V1Service } from '@kubernetes/client-node'
import { beforeEach, expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { deployment, image, nextImage, pod } from '../support/workloads.ts'

const ns = testNamespace('strategic')
let count = 0
let path = ''

const first: V1Container = {
  name: 'first',
  image,
  env: [
    { name: 'PLAIN', value: 'one' },
    { name: 'KEY', valueFrom: { secretKeyRef: { name: 'good', key: 'key' } } },
    { name: 'LAST', value: 'three' },
  ],
  ports: [
    { name: 'http', containerPort: 8080 },
    { name: 'metrics', containerPort: 9090 },
  ],
}
const second: V1Container = { name: 'second', image }

/** Sends one strategic merge patch of the pod template's spec and returns what that spec became. */
async function patched(template: unknown) {
  const answer = await api.patch<V1Deployment>('strategic', path, { spec: { template: { spec: template } } })
  return ok(answer).spec?.template.spec
}

beforeEach(async () => {
  const body = deployment(`patched-${count++}`, { replicas: 0 }, first)
  body.spec?.template.spec?.containers.push(second)
  ok(await api.post(ns.apps('deployments'), body))
  path = ns.apps(`deployments/${body.metadata?.name}`)
})

quick('strategic merge patch: lists that have a merge key', () => {
  it('finds a container by its name and leaves the rest of it alone', async () => {
    const spec = await patched({ containers: [{ name: 'second', image: nextImage }] })
    expect(spec?.containers.map(({ name, image }) => [name, image])).toEqual([
      ['first', image],
      ['second', nextImage],
    ])
    expect(spec?.containers[0]?.env).toHaveLength(3)
  })

  it('puts a new container before the others', async () => {
    const spec = await patched({ containers: [{ name: 'third', image }] })
    expect(spec?.containers.map(each => each.name)).toEqual(['third', 'first', 'second'])
  })

  it('takes a container out with $patch: delete', async () => {
    const spec = await patched({ containers: [{ name: 'second', $patch: 'delete' }] })
    expect(spec?.containers.map(each => each.name)).toEqual(['first'])
  })

  it('replaces the whole list with an element $patch: replace', async () => {
    const spec = await patched({ containers: [{ name: 'only', image }, { $patch: 'replace' }] })
    expect(spec?.containers.map(each => each.name)).toEqual(['only'])
  })

  it('replaces a map with $patch: replace', async () => {
    const answer = await api.patch<V1Deployment>('strategic', path, {
      metadata: { labels: { $patch: 'replace', fresh: 'yes' } },
    })
    expect(ok(answer).metadata?.labels).toEqual({ fresh: 'yes' })
  })

  it('finds a port by its containerPort', async () => {
    const spec = await patched({ containers: [{ name: 'first', ports: [{ containerPort: 9090, name: 'stats' }] }] })
    expect(spec?.containers[0]?.ports?.map(port => [port.name, port.containerPort])).toEqual([
      ['http', 8080],
      ['stats', 9090],
    ])
  })

  it('orders a list by $setElementOrder', async () => {
    const spec = await patched({
      '$setElementOrder/containers': [{ name: 'second' }, { name: 'first' }],
      containers: [{ name: 'second', image: nextImage }],
    })
    expect(spec?.containers.map(each => each.name)).toEqual(['second', 'first'])
  })

  it('finds tolerations whole, because that list has no key', async () => {
    await patched({ tolerations: [{ key: 'a', operator: 'Exists' }] })
    const spec = await patched({ tolerations: [{ key: 'b', operator: 'Exists' }] })
    expect(spec?.tolerations).toEqual([{ key: 'b', operator: 'Exists' }])
  })

  it('adds a volume and its mount by name and mountPath', async () => {
    const volume = { name: 'scratch', emptyDir: {} }
    const mount = { name: 'scratch', mountPath: '/scratch' }
    await patched({ volumes: [volume], containers: [{ name: 'first', volumeMounts: [mount] }] })
    const spec = await patched({
      volumes: [{ name: 'scratch', $patch: 'delete' }],
      containers: [{ name: 'first', volumeMounts: [{ mountPath: '/scratch', $patch: 'delete' }] }],
    })
    expect(spec?.volumes ?? []).toEqual([])
    expect(spec?.containers[0]?.volumeMounts ?? []).toEqual([])
  })

  it('empties a list with null and removes a field with null', async () => {
    const spec = await patched({ containers: [{ name: 'first', env: null, imagePullPolicy: null }] })
    expect(spec?.containers[0]?.env).toBeUndefined()
    expect(spec?.containers[0]?.imagePullPolicy).toBe('IfNotPresent')
  })

  it('drops the fields that $retainKeys does not name', async () => {
    const answer = await api.patch<V1Deployment>('strategic', path, {
      spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    })
    expect(ok(answer).spec?.strategy).toEqual({ type: 'Recreate' })
    const back = await api.patch<V1Deployment>('strategic', path, { spec: { strategy: { type: 'RollingUpdate' } } })
    expect(ok(back).spec?.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
    })
  })
})

quick('strategic merge patch: lists of plain values', () => {
  it('adds to finalizers, and removes with $deleteFromPrimitiveList', async () => {
    const add = (name: string) =>
      api.patch<V1Deployment>('strategic', path, { metadata: { finalizers: [`example.com/${name}`] } })
    ok(await add('one'))
    expect(ok(await add('two')).metadata?.finalizers).toEqual(['example.com/two', 'example.com/one'])
    const removed = await api.patch<V1Deployment>('strategic', path, {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/one', 'example.com/two'] },
    })
    expect(ok(removed).metadata?.finalizers).toBeUndefined()
  })

  it('replaces args whole, because that list has no strategy', async () => {
    await patched({ containers: [{ name: 'first', args: ['a', 'b'] }] })
    const spec = await patched({ containers: [{ name: 'first', args: ['c'] }] })
    expect(spec?.containers[0]?.args).toEqual(['c'])
  })
})

quick('strategic merge patch: a variable from valueFrom to value', () => {
  const env = (entry: unknown) => ({ spec: { template: { spec: { containers: [{ name: 'first', env: [entry] }] } } } })

  it('keeps both with a value alone, and refuses that', async () => {
    const answer = await api.patch('strategic', path, env({ name: 'KEY', value: 'plain' }))
    expect(refusal(answer).replaceAll(/patched-\d+/g, 'NAME')).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "NAME" is invalid: spec.template.spec.containers[0].env[1].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty [group=apps kind=Deployment name=NAME]
        FieldValueInvalid spec.template.spec.containers[0].env[1].valueFrom"
    `)
  })

  it('works with valueFrom: null', async () => {
    const spec = await patched(env({ name: 'KEY', value: 'plain', valueFrom: null }).spec.template.spec)
    expect(spec?.containers[0]?.env).toEqual([
      { name: 'PLAIN', value: 'one' },
      { name: 'KEY', value: 'plain' },
      { name: 'LAST', value: 'three' },
    ])
  })

  it('loses the whole list with $patch: replace on the element', async () => {
    const spec = await patched(env({ name: 'KEY', value: 'plain', $patch: 'replace' }).spec.template.spec)
    expect(spec?.containers[0]?.env).toBeUndefined()
  })

  it('changes one field of the reference', async () => {
    const spec = await patched(
      env({ name: 'KEY', valueFrom: { secretKeyRef: { name: 'revoked' } } }).spec.template.spec,
    )
    expect(spec?.containers[0]?.env?.[1]).toEqual({
      name: 'KEY',
      valueFrom: { secretKeyRef: { name: 'revoked', key: 'key' } },
    })
  })
})

quick('strategic merge patch: other kinds and refusals', () => {
  it('finds a Service port by its number', async () => {
    const ports = [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'metrics', port: 90, targetPort: 9090 },
    ]
    ok(await api.post(ns.core('services'), { metadata: { name: 'ported' }, spec: { ports } }))
    const patch = { spec: { ports: [{ port: 90, name: 'stats' }] } }
    const answer = ok(await api.patch<V1Service>('strategic', ns.core('services/ported'), patch))
    expect(answer.spec?.ports?.map(port => [port.name, port.port, port.targetPort])).toEqual([
      ['http', 80, 8080],
      ['stats', 90, 9090],
    ])
  })

  it('patches a pod: labels yes, most of the spec no', async () => {
    ok(await api.post(ns.core('pods'), pod('patched')))
    const labelled = await api.patch<V1Pod>('strategic', ns.core('pods/patched'), { metadata: { labels: { a: 'b' } } })
    expect(ok(labelled).metadata?.labels).toEqual({ app: 'patched', a: 'b' })
    const moved = await api.patch('strategic', ns.core('pods/patched'), { spec: { restartPolicy: 'Never' } })
    expect(refusal(moved).split('\n')[0]?.slice(0, 140)).toMatchInlineSnapshot(
      `"422 Invalid: Pod "patched" is invalid: spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`,\`spec.initCo"`,
    )
  })

  it('refuses an element without its merge key, a directive that it does not know, and a body that is not an object', async () => {
    const noKey = { spec: { template: { spec: { containers: [{ image: nextImage }] } } } }
    expect(refusal(await api.patch('strategic', path, noKey))).toMatchInlineSnapshot(
      `"500 no reason: map: map[image:localhost/chat-demo/conformance:2] does not contain declared merge key: name"`,
    )
    const directive = { metadata: { labels: { $patch: 'merge-it' } } }
    expect(refusal(await api.patch('strategic', path, directive))).toMatchInlineSnapshot(
      `"500 no reason: unknown patch type: merge-it in map: map[$patch:merge-it]"`,
    )
    const list = await api.patch('strategic', path, '[]')
    expect([list.code, (list.body as { reason?: string }).reason]).toMatchInlineSnapshot(`
      [
        400,
        "BadRequest",
      ]
    `)
  })

  it('changes nothing when the patch changes nothing', async () => {
    const before = ok(await api.get<V1Deployment>(path))
    const same = ok(await api.patch<V1Deployment>('strategic', path, { spec: { replicas: 0 } }))
    expect(same.metadata?.generation).toBe(before.metadata?.generation)
  })
})
