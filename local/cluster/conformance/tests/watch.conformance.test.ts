import type { V1ConfigMap, V1ConfigMapList } from '@kubernetes/client-node'
import { afterEach, expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { type Watch, type WatchEvent, watch } from '../support/watch.ts'

const ns = testNamespace('watch')
const path = () => ns.core('configmaps')
const opened: Watch[] = []
const start = async (query: string) => {
  const stream = await watch(`${path()}?${query}`)
  opened.push(stream)
  return stream
}
const seen = (stream: Watch) => stream.events.map(({ type, object }) => `${type} ${object.metadata?.name}`)
const is = (type: string, name: string) => (event: WatchEvent) =>
  event.type === type && event.object.metadata?.name === name
const create = async (name: string, labels: Record<string, string> = {}) =>
  ok(await api.post<V1ConfigMap>(path(), { metadata: { name, labels } }))
const version = async () => ok(await api.get<V1ConfigMapList>(path())).metadata?.resourceVersion ?? ''

afterEach(() => {
  for (const stream of opened.splice(0)) stream.stop()
})

quick('watch', () => {
  it('from a resourceVersion: what came after it, in order, with the whole object', async () => {
    await create('before')
    const from = await version()
    const stream = await start(`resourceVersion=${from}`)
    expect(stream.code).toBe(200)
    const made = await create('one')
    ok(await api.patch('merge', `${path()}/one`, { data: { a: 'b' } }))
    ok(await api.delete(`${path()}/one`))
    await stream.next(is('DELETED', 'one'))
    expect(seen(stream)).toEqual(['ADDED one', 'MODIFIED one', 'DELETED one'])
    const [added, modified, deleted] = stream.events
    expect(added?.object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { uid: made.metadata?.uid } })
    expect(added?.object.metadata?.resourceVersion).toBe(made.metadata?.resourceVersion)
    expect(modified?.object).toMatchObject({ data: { a: 'b' } })
    const versions = [added, modified, deleted].map(event => Number(event?.object.metadata?.resourceVersion))
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
    expect(new Set(versions).size).toBe(3)
  })

  it('repeats what happened since an older resourceVersion', async () => {
    const from = await version()
    await create('past-one')
    await create('past-two')
    const stream = await start(`resourceVersion=${from}`)
    await stream.next(is('ADDED', 'past-two'))
    expect(seen(stream)).toEqual(['ADDED past-one', 'ADDED past-two'])
  })

  it('without a resourceVersion: first what is there, as ADDED', async () => {
    await create('there')
    const stream = await start('fieldSelector=metadata.name%3Dthere')
    await stream.next(is('ADDED', 'there'))
    ok(await api.delete(`${path()}/there`))
    await stream.next(is('DELETED', 'there'))
    expect(seen(stream)).toEqual(['ADDED there', 'DELETED there'])
  })

  it('of one object by the field selector of its name, and by the older path', async () => {
    const from = await version()
    const stream = await start(`resourceVersion=${from}&fieldSelector=metadata.name%3Dwanted`)
    await create('unwanted')
    await create('wanted')
    await stream.next(is('ADDED', 'wanted'))
    expect(seen(stream)).toEqual(['ADDED wanted'])
  })

  it('with a label selector: an object that comes to fit is ADDED, one that no longer fits is DELETED', async () => {
    const from = await version()
    const stream = await start(`resourceVersion=${from}&labelSelector=fits`)
    await create('changing')
    ok(await api.patch('merge', `${path()}/changing`, { metadata: { labels: { fits: 'yes' } } }))
    ok(await api.patch('merge', `${path()}/changing`, { metadata: { labels: { more: 'yes' } } }))
    ok(await api.patch('merge', `${path()}/changing`, { metadata: { labels: { fits: null } } }))
    await stream.next(is('DELETED', 'changing'))
    expect(seen(stream)).toEqual(['ADDED changing', 'MODIFIED changing', 'DELETED changing'])
  })

  it('ends after timeoutSeconds', async () => {
    const from = await version()
    const startedAt = performance.now()
    const stream = await start(`resourceVersion=${from}&timeoutSeconds=2`)
    await stream.ended
    expect((performance.now() - startedAt) / 1000).toBeGreaterThan(1.5)
    expect((performance.now() - startedAt) / 1000).toBeLessThan(10)
  })

  it('sends the initial list and a bookmark with sendInitialEvents', async () => {
    await create('initial')
    const stream = await start('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true')
    const bookmark = await stream.next(event => event.type === 'BOOKMARK')
    expect(seen(stream)).toContain('ADDED initial')
    expect(bookmark.object.metadata?.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
    expect(bookmark.object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' })
    expect(Number(bookmark.object.metadata?.resourceVersion)).toBeGreaterThan(0)
  })

  it('sends a bookmark with a newer resourceVersion before its time is over, when asked to', async () => {
    const from = await version()
    const selector = 'fieldSelector=metadata.name%3Dnothing'
    const stream = await start(`resourceVersion=${from}&allowWatchBookmarks=true&timeoutSeconds=8&${selector}`)
    await create('beside')
    await stream.ended
    expect(stream.events.map(event => event.type)).toContain('BOOKMARK')
    const last = stream.events.at(-1)
    expect(last?.object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' })
    expect(Number(last?.object.metadata?.resourceVersion)).toBeGreaterThan(Number(from))
  })

  it('410: a resourceVersion that is too old', async () => {
    const stream = await start('resourceVersion=1')
    await stream.ended
    expect(stream.code).toBe(200)
    expect(stream.events.map(event => [event.type, event.object.code, event.object.reason])).toEqual([
      ['ERROR', 410, 'Expired'],
    ])
    expect(stream.events[0]?.object.message).toMatch(/^too old resource version: 1 \(\d+\)$/)
  })

  it('refuses a resourceVersion that is none, and one of the future for a list', async () => {
    expect(refusal(await api.get(`${path()}?watch=true&resourceVersion=abc`))).toMatchInlineSnapshot(
      `"500 no reason: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax"`,
    )
    const ahead = String(Number(await version()) + 1_000_000)
    const list = await api.get<{ code: number; reason: string; message: string }>(`${path()}?resourceVersion=${ahead}`)
    expect([list.code, list.body.reason, list.body.message.replace(/\d+/g, 'N')]).toMatchInlineSnapshot(`
      [
        504,
        "Timeout",
        "Timeout: Too large resource version: N, current: N",
      ]
    `)
  })

  it('refuses sendInitialEvents without what belongs to it', async () => {
    expect(refusal(await api.get(`${path()}?watch=true&sendInitialEvents=true`))).toMatchInlineSnapshot(`
      "422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan [group=meta.k8s.io kind=ListOptions]
        FieldValueForbidden resourceVersionMatch"
    `)
  })
})
