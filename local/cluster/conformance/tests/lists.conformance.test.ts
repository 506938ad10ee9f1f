import type { V1ConfigMapList, V1PodList } from '@kubernetes/client-node'
import { beforeAll, expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { container, image, pod } from '../support/workloads.ts'

const ns = testNamespace('lists')
const names = (list: V1ConfigMapList) => list.items.map(item => item.metadata?.name)
const listed = async (query: string) =>
  ok(await api.get<V1ConfigMapList>(`${ns.core('configmaps')}?${new URLSearchParams(query)}`))
const selected = async (labelSelector: string) => {
  const query = new URLSearchParams({ labelSelector })
  return names(ok(await api.get<V1ConfigMapList>(`${ns.core('configmaps')}?${query}`)))
}

beforeAll(async () => {
  const labels = [{ tier: 'web', env: 'a' }, { tier: 'web', env: 'b' }, { tier: 'db', env: 'a' }, {}, { env: '' }]
  for (const [index, each] of labels.entries()) {
    ok(await api.post(ns.core('configmaps'), { metadata: { name: `item-${index}`, labels: { ...each, mine: 'yes' } } }))
  }
})

quick('lists', () => {
  it('are sorted by name and carry the resourceVersion of the whole', async () => {
    const list = await listed('labelSelector=mine=yes')
    expect(list).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMapList' })
    expect(names(list)).toEqual(['item-0', 'item-1', 'item-2', 'item-3', 'item-4'])
    expect(list.metadata?.resourceVersion).toMatch(/^\d+$/)
    expect(list.items[0]).not.toHaveProperty('kind')
    expect(list.items[0]).not.toHaveProperty('apiVersion')
  })

  it('over all namespaces', async () => {
    const all = ok(await api.get<V1ConfigMapList>('/api/v1/configmaps?labelSelector=mine%3Dyes'))
    expect(all.items.filter(item => item.metadata?.namespace === ns.name)).toHaveLength(5)
  })

  it('come in pages with limit and continue', async () => {
    const first = await listed('limit=2&labelSelector=mine')
    expect(names(first)).toEqual(['item-0', 'item-1'])
    const token = first.metadata?._continue ?? (first.metadata as { continue?: string }).continue
    expect(token).toBeTruthy()
    const page = new URLSearchParams({ limit: '2', labelSelector: 'mine', continue: token ?? '' })
    const second = ok(await api.get<V1ConfigMapList>(`${ns.core('configmaps')}?${page}`))
    expect(names(second)).toEqual(['item-2', 'item-3'])
    expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion)
    const rest = new URLSearchParams({ labelSelector: 'mine', continue: continueOf(second) })
    const last = ok(await api.get<V1ConfigMapList>(`${ns.core('configmaps')}?${rest}`))
    expect(names(last)).toEqual(['item-4'])
    expect(continueOf(last)).toBe('')
  })

  it('keep a page as it was when the list was begun', async () => {
    const first = await listed('limit=1&labelSelector=mine')
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'item-0-later', labels: { mine: 'yes' } } }))
    const rest = new URLSearchParams({ labelSelector: 'mine', continue: continueOf(first) })
    const later = ok(await api.get<V1ConfigMapList>(`${ns.core('configmaps')}?${rest}`))
    ok(await api.delete(ns.core('configmaps/item-0-later')))
    expect(names(later)).not.toContain('item-0-later')
  })

  it('count what remains, when nothing is selected', async () => {
    const all = names(ok(await api.get<V1ConfigMapList>(ns.core('configmaps'))))
    const first = await listed('limit=2')
    expect(first.metadata?.remainingItemCount).toBe(all.length - 2)
  })

  it('refuse a continue that is none, and a limit that is none', async () => {
    const nonsense = refusal(await api.get(`${ns.core('configmaps')}?limit=2&continue=nonsense`))
    expect(nonsense).toMatch(/^400 BadRequest: invalid continue token: continue key is not valid: /)
    const limit = await api.get<{ reason: string; message: string }>(`${ns.core('configmaps')}?limit=two`)
    expect([limit.code, limit.body.reason, limit.body.message]).toMatchInlineSnapshot(`
      [
        400,
        "BadRequest",
        "strconv.ParseInt: parsing "two": invalid syntax",
      ]
    `)
  })
})

const continueOf = (list: V1ConfigMapList) => (list.metadata as { continue?: string }).continue ?? ''

quick('label selectors', () => {
  const cases: Array<[string, string[]]> = [
    ['tier=web', ['item-0', 'item-1']],
    ['tier==web,env=a', ['item-0']],
    ['tier!=web,mine', ['item-2', 'item-3', 'item-4']],
    ['tier in (web,db)', ['item-0', 'item-1', 'item-2']],
    ['tier notin (web),mine=yes', ['item-2', 'item-3', 'item-4']],
    ['tier', ['item-0', 'item-1', 'item-2']],
    ['!tier,mine=yes', ['item-3', 'item-4']],
    ['env=', ['item-4']],
    ['env in (a, )', ['item-0', 'item-2', 'item-4']],
  ]
  it.each(cases)('%s', async (selector, expected) => {
    expect(await selected(selector)).toEqual(expected)
  })

  it('that cannot be read are refused', async () => {
    const ask = (labelSelector: string) => api.get(`${ns.core('configmaps')}?${new URLSearchParams({ labelSelector })}`)
    expect(refusal(await ask('tier in web'))).toMatchInlineSnapshot(
      `"400 BadRequest: unable to parse requirement: found 'web' expected: '('"`,
    )
    expect(refusal(await ask('bad key=x'))).toMatchInlineSnapshot(
      `"400 BadRequest: unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt"`,
    )
    expect(refusal(await ask('tier=bad value!'))).toMatchInlineSnapshot(
      `"400 BadRequest: found 'value', expected: ',' or 'end of string'"`,
    )
  })
})

quick('field selectors', () => {
  const ask = (path: string, fieldSelector: string) =>
    api.get<V1PodList>(`${path}?${new URLSearchParams({ fieldSelector })}`)

  it('metadata.name and metadata.namespace, of every kind', async () => {
    const one = ok(await ask(ns.core('configmaps'), 'metadata.name=item-1'))
    expect(one.items.map(item => item.metadata?.name)).toEqual(['item-1'])
    const both = ok(await ask('/api/v1/configmaps', `metadata.namespace=${ns.name},metadata.name!=item-1`))
    expect(both.items.map(item => item.metadata?.name)).not.toContain('item-1')
    expect(both.items.length).toBeGreaterThanOrEqual(4)
  })

  it('spec.nodeName, status.phase, status.podIP, spec.restartPolicy of pods', async () => {
    const waiting = pod('waiting', container({}, { image: 'localhost/chat-demo/none:1', imagePullPolicy: 'Never' }))
    ok(await api.post(ns.core('pods'), waiting))
    ok(
      await api.post(
        ns.core('pods'),
        pod('held', { name: 'tool', image }, { nodeSelector: { 'example.com/no': 'node' } }),
      ),
    )
    const names = async (selector: string) =>
      ok(await ask(ns.core('pods'), selector)).items.map(item => item.metadata?.name)
    expect(await names('status.phase=Pending')).toEqual(['held', 'waiting'])
    expect(await names('status.phase!=Pending')).toEqual([])
    expect(await names('spec.restartPolicy=Always,metadata.name=held')).toEqual(['held'])
    expect(await names('spec.nodeName=,metadata.name=held')).toEqual(['held'])
    expect(await names('spec.nodeName=nowhere')).toEqual([])
  })

  it('that the kind does not know are refused', async () => {
    expect(refusal(await ask(ns.core('configmaps'), 'data.key=x'))).toMatchInlineSnapshot(
      `"400 BadRequest: "data.key" is not a known field selector: only "metadata.name", "metadata.namespace""`,
    )
    expect(refusal(await ask(ns.core('pods'), 'spec.hostname=x'))).toMatchInlineSnapshot(
      `"400 BadRequest: field label not supported: spec.hostname"`,
    )
    expect(refusal(await ask(ns.apps('deployments'), 'spec.replicas=1'))).toMatchInlineSnapshot(
      `"400 BadRequest: "spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace""`,
    )
    expect(refusal(await ask(ns.core('pods'), 'nonsense'))).toMatchInlineSnapshot(
      `"400 BadRequest: invalid selector: 'nonsense'; can't understand 'nonsense'"`,
    )
  })
})
