import type { V1ConfigMap, V1ConfigMapList, V1Deployment, V1Status } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { masked, refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { deployment } from '../support/workloads.ts'

const ns = testNamespace('verbs')
const configMap = (name: string, data: Record<string, string> = { key: 'value' }): V1ConfigMap => ({
  metadata: { name },
  data,
})

quick('create, get, update, delete', () => {
  it('creates an object and answers 201 with what the server filled in', async () => {
    const answer = await api.post<V1ConfigMap>(ns.core('configmaps'), configMap('created'))
    expect(answer.code).toBe(201)
    expect(answer.body).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { key: 'value' } })
    expect(answer.body.metadata).toMatchObject({ name: 'created', namespace: ns.name })
    expect(answer.body.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.body.metadata?.resourceVersion).toMatch(/^\d+$/)
    expect(answer.body.metadata?.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(answer.body.metadata?.generation).toBeUndefined()
    expect((await api.get<V1ConfigMap>(ns.core('configmaps/created'))).body).toEqual(answer.body)
  })

  it('makes a name from generateName', async () => {
    const made = ok(await api.post<V1ConfigMap>(ns.core('configmaps'), { metadata: { generateName: 'made-' } }))
    expect(made.metadata?.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(made.metadata?.generateName).toBe('made-')
  })

  it('replaces an object, and counts its generation only when the spec changes', async () => {
    const first = ok(await api.post<V1Deployment>(ns.apps('deployments'), deployment('counted', { replicas: 0 })))
    expect(first.metadata?.generation).toBe(1)
    const path = ns.apps('deployments/counted')
    await eventually(async () => expect((await api.get<V1Deployment>(path)).body.status?.observedGeneration).toBe(1))
    const labelled = ok(await api.patch<V1Deployment>('merge', path, { metadata: { labels: { more: 'yes' } } }))
    expect(labelled.metadata?.generation).toBe(1)
    const scaled = ok(await api.patch<V1Deployment>('merge', path, { spec: { paused: true } }))
    expect(scaled.metadata?.generation).toBe(2)
    expect(Number(scaled.metadata?.resourceVersion)).toBeGreaterThan(Number(labelled.metadata?.resourceVersion))
  })

  it('keeps the resourceVersion when nothing changes', async () => {
    const first = ok(await api.post<V1ConfigMap>(ns.core('configmaps'), configMap('unchanged')))
    const again = ok(await api.put<V1ConfigMap>(ns.core('configmaps/unchanged'), first))
    expect(again.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion)
  })

  it('answers a delete of a ConfigMap with a Status, and 404 afterwards', async () => {
    await api.post(ns.core('configmaps'), configMap('deleted'))
    const answer = await api.delete<V1Status>(ns.core('configmaps/deleted'))
    expect(masked(answer.body)).toMatchInlineSnapshot(`
      {
        "apiVersion": "v1",
        "details": {
          "kind": "configmaps",
          "name": "deleted",
          "uid": "UID",
        },
        "kind": "Status",
        "metadata": {},
        "status": "Success",
      }
    `)
    expect((await api.get(ns.core('configmaps/deleted'))).code).toBe(404)
  })

  it('deletes a collection by selector and answers the list of what it deleted', async () => {
    for (const name of ['swept-a', 'swept-b', 'kept']) {
      const labels = { sweep: name.startsWith('swept') ? 'yes' : 'no' }
      ok(await api.post(ns.core('configmaps'), { metadata: { name, labels } }))
    }
    const answer = await api.delete<V1ConfigMapList>(`${ns.core('configmaps')}?labelSelector=sweep%3Dyes`)
    expect(answer.code).toBe(200)
    expect(answer.body.kind).toBe('ConfigMapList')
    expect(answer.body.items.map(item => item.metadata?.name)).toEqual(['swept-a', 'swept-b'])
    expect((await api.get(ns.core('configmaps/swept-a'))).code).toBe(404)
    expect((await api.get(ns.core('configmaps/kept'))).code).toBe(200)
  })

  it('does nothing but answer under dryRun=All', async () => {
    const answer = await api.post<V1ConfigMap>(`${ns.core('configmaps')}?dryRun=All`, configMap('dry'))
    expect(answer.code).toBe(201)
    expect(answer.body.metadata?.uid).toBeDefined()
    expect((await api.get(ns.core('configmaps/dry'))).code).toBe(404)
  })

  it('keeps a deleted object with finalizers until they are gone', async () => {
    const path = ns.core('configmaps/held')
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'held', finalizers: ['example.com/hold'] } }))
    const deleted = await api.delete<V1ConfigMap>(path)
    expect(deleted.code).toBe(200)
    expect(deleted.body.metadata?.deletionTimestamp).toBeDefined()
    expect((await api.get(path)).code).toBe(200)
    ok(await api.patch('merge', path, { metadata: { finalizers: null } }))
    expect((await api.get(path)).code).toBe(404)
  })
})

quick('what the server refuses', () => {
  it('404: an object that is not there', async () => {
    expect(refusal(await api.get(ns.core('configmaps/missing')))).toMatchInlineSnapshot(
      `"404 NotFound: configmaps "missing" not found [kind=configmaps name=missing]"`,
    )
    expect(refusal(await api.get(ns.apps('deployments/missing')))).toMatchInlineSnapshot(
      `"404 NotFound: deployments.apps "missing" not found [group=apps kind=deployments name=missing]"`,
    )
    expect(refusal(await api.delete(ns.core('pods/missing')))).toMatchInlineSnapshot(
      `"404 NotFound: pods "missing" not found [kind=pods name=missing]"`,
    )
    expect(refusal(await api.put(ns.core('configmaps/missing'), configMap('missing')))).toMatchInlineSnapshot(
      `"404 NotFound: configmaps "missing" not found [kind=configmaps name=missing]"`,
    )
    expect(refusal(await api.patch('merge', ns.core('configmaps/missing'), {}))).toMatchInlineSnapshot(
      `"404 NotFound: configmaps "missing" not found [kind=configmaps name=missing]"`,
    )
  })

  it('404: a namespace that is not there', async () => {
    const path = '/api/v1/namespaces/conformance-none'
    expect(refusal(await api.get(path))).toMatchInlineSnapshot(
      `"404 NotFound: namespaces "conformance-none" not found [kind=namespaces name=conformance-none]"`,
    )
    expect(refusal(await api.post(`${path}/configmaps`, configMap('lost')))).toMatchInlineSnapshot(
      `"404 NotFound: namespaces "conformance-none" not found [kind=namespaces name=conformance-none]"`,
    )
    expect((await api.get<V1ConfigMapList>(`${path}/configmaps`)).body.items).toEqual([])
  })

  it('404: a path that nobody serves', async () => {
    const unknownGroup = await api.get('/apis/example.com/v1/things')
    expect([unknownGroup.code, unknownGroup.text]).toMatchInlineSnapshot(`
      [
        404,
        "404 page not found
      ",
      ]
    `)
    const unknownResource = await api.get('/api/v1/things')
    expect([unknownResource.code, unknownResource.text]).toMatchInlineSnapshot(`
      [
        404,
        "{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"the server could not find the requested resource","reason":"NotFound","details":{},"code":404}
      ",
      ]
    `)
    expect(refusal(await api.get(ns.core('things')))).toMatchInlineSnapshot(
      `"404 NotFound: the server could not find the requested resource []"`,
    )
    expect(refusal(await api.get(ns.core('configmaps/created/things')))).toMatchInlineSnapshot(
      `"404 NotFound: the server could not find the requested resource []"`,
    )
  })

  it('409: a name that is taken', async () => {
    ok(await api.post(ns.core('configmaps'), configMap('taken')))
    expect(refusal(await api.post(ns.core('configmaps'), configMap('taken')))).toMatchInlineSnapshot(
      `"409 AlreadyExists: configmaps "taken" already exists [kind=configmaps name=taken]"`,
    )
    ok(await api.post(ns.apps('deployments'), deployment('taken', { replicas: 0 })))
    expect(refusal(await api.post(ns.apps('deployments'), deployment('taken')))).toMatchInlineSnapshot(
      `"409 AlreadyExists: deployments.apps "taken" already exists [group=apps kind=deployments name=taken]"`,
    )
  })

  it('409: an update of an older version', async () => {
    const path = ns.core('configmaps/contested')
    const first = ok(await api.post<V1ConfigMap>(ns.core('configmaps'), configMap('contested')))
    ok(await api.put(path, { ...first, data: { key: 'newer' } }))
    expect(refusal(await api.put(path, { ...first, data: { key: 'late' } }))).toMatchInlineSnapshot(
      `"409 Conflict: Operation cannot be fulfilled on configmaps "contested": the object has been modified; please apply your changes to the latest version and try again [kind=configmaps name=contested]"`,
    )
    const patch = { metadata: { resourceVersion: first.metadata?.resourceVersion }, data: { key: 'late' } }
    expect(refusal(await api.patch('merge', path, patch))).toMatchInlineSnapshot(
      `"409 Conflict: Operation cannot be fulfilled on configmaps "contested": the object has been modified; please apply your changes to the latest version and try again [kind=configmaps name=contested]"`,
    )
    const precondition = { preconditions: { resourceVersion: '1' } }
    const refused = await api.delete<V1Status>(path, precondition)
    expect([refused.code, refused.body.reason]).toEqual([409, 'Conflict'])
    expect(refused.body.message).toMatch(
      /^Operation cannot be fulfilled on ConfigMap "contested": the ResourceVersion in the precondition \(1\) does not match the ResourceVersion in record \(\d+\)\. The object might have been modified$/,
    )
  })

  it('400: a name in the body that is not the one in the path', async () => {
    ok(await api.post(ns.core('configmaps'), configMap('one')))
    expect(refusal(await api.put(ns.core('configmaps/one'), configMap('two')))).toMatchInlineSnapshot(
      `"400 BadRequest: the name of the object (two) does not match the name on the URL (one)"`,
    )
  })

  it('400: another namespace, kind or version than the path says', async () => {
    const elsewhere = { metadata: { name: 'elsewhere', namespace: 'default' } }
    expect(refusal(await api.post(ns.core('configmaps'), elsewhere))).toMatchInlineSnapshot(
      `"400 BadRequest: the namespace of the provided object does not match the namespace sent on the request"`,
    )
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'other' } }
    expect(refusal(await api.post(ns.core('configmaps'), secret))).toMatchInlineSnapshot(
      `"400 BadRequest: Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion"`,
    )
    const version = { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'other' } }
    expect(refusal(await api.post(ns.apps('deployments'), version))).toMatchInlineSnapshot(
      `"400 BadRequest: the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)"`,
    )
  })

  it('400: a body that is not JSON', async () => {
    // What follows in the message is the wording of Go's JSON library.
    const start =
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: "
    for (const body of ['{"metadata":', '', '[]']) {
      const answer = await api.post<V1Status>(ns.core('configmaps'), body)
      expect([answer.code, answer.body.reason]).toEqual([400, 'BadRequest'])
      expect(answer.body.message?.startsWith(start), answer.body.message).toBe(true)
    }
  })

  it('405: a method that the resource has not', async () => {
    expect(refusal(await api.put(ns.core('configmaps'), {}))).toMatchInlineSnapshot(
      `"405 MethodNotAllowed: the server does not allow this method on the requested resource []"`,
    )
    expect(refusal(await api.post(ns.core('configmaps/created'), {}))).toMatchInlineSnapshot(
      `"405 MethodNotAllowed: the server does not allow this method on the requested resource []"`,
    )
    expect(refusal(await api.delete('/api/v1/namespaces'))).toMatchInlineSnapshot(
      `"405 MethodNotAllowed: the server does not allow this method on the requested resource []"`,
    )
  })

  it('415: a body or a patch of a kind that it does not know', async () => {
    const plain = { contentType: 'text/plain' }
    expect(refusal(await api.post(ns.core('configmaps'), 'x', plain))).toMatchInlineSnapshot(
      `"415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf"`,
    )
    const patch = { body: {}, contentType: 'application/json' }
    const path = ns.core('configmaps/created')
    expect(refusal(await api.call('PATCH', path, patch))).toMatchInlineSnapshot(
      `"415 UnsupportedMediaType: 415: Unsupported Media Type []"`,
    )
  })

  it('406: an answer of a kind that it cannot give', async () => {
    const answer = await api.get<V1Status>(ns.core('configmaps'), { accept: 'text/csv' })
    expect([answer.code, answer.body.reason]).toEqual([406, 'NotAcceptable'])
    expect(answer.body.message).toMatch(/^406: Not Acceptable\n\nAvailable representations: application\/json, /)
  })
})
