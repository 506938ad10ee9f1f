import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node'
import { beforeEach, expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { deployment, image } from '../support/workloads.ts'

const ns = testNamespace('patch')
let count = 0
let path = ''
let name = ''
const env = '/spec/template/spec/containers/0/env'

beforeEach(async () => {
  const variables = [
    { name: 'PLAIN', value: 'one' },
    { name: 'KEY', valueFrom: { secretKeyRef: { name: 'good', key: 'key' } } },
  ]
  name = `patched-${count++}`
  const body = deployment(name, { replicas: 0 }, { name: 'first', image, env: variables })
  ok(await api.post(ns.apps('deployments'), body))
  path = ns.apps(`deployments/${name}`)
})

const variables = (body: V1Deployment) => body.spec?.template.spec?.containers[0]?.env

quick('JSON Patch', () => {
  it('tests a name and replaces the variable', async () => {
    const answer = await api.patch<V1Deployment>('json', path, [
      { op: 'test', path: `${env}/1/name`, value: 'KEY' },
      { op: 'replace', path: `${env}/1`, value: { name: 'KEY', value: 'plain' } },
    ])
    expect(variables(ok(answer))?.[1]).toEqual({ name: 'KEY', value: 'plain' })
  })

  it('adds, appends, copies, moves and removes', async () => {
    const answer = await api.patch<V1Deployment>('json', path, [
      { op: 'add', path: `${env}/-`, value: { name: 'LAST', value: 'three' } },
      { op: 'add', path: `${env}/0`, value: { name: 'FIRST', value: 'zero' } },
      { op: 'remove', path: `${env}/1` },
      { op: 'add', path: '/metadata/annotations', value: { 'example.com/run': 'x' } },
      { op: 'copy', from: '/metadata/annotations/example.com~1run', path: '/metadata/labels/copied' },
      { op: 'move', from: '/metadata/labels/app', path: '/metadata/labels/moved' },
    ])
    const body = ok(answer)
    expect(variables(body)?.map(each => each.name)).toEqual(['FIRST', 'KEY', 'LAST'])
    expect(body.metadata?.labels).toEqual({ copied: 'x', moved: name })
  })

  it('refuses the whole patch when a test fails', async () => {
    const answer = await api.patch('json', path, [
      { op: 'replace', path: '/spec/replicas', value: 3 },
      { op: 'test', path: `${env}/0/name`, value: 'KEY' },
    ])
    expect(refusal(answer)).toMatchInlineSnapshot(
      `"422 Invalid: the server rejected our request due to an error in our request []"`,
    )
    expect(ok(await api.get<V1Deployment>(path)).spec?.replicas).toBe(0)
  })

  it('refuses a path that is not there, an operation that it does not know, and a body that is no list', async () => {
    const missing = [{ op: 'replace', path: '/metadata/missing/key', value: 'x' }]
    expect(refusal(await api.patch('json', path, missing))).toMatchInlineSnapshot(
      `"422 Invalid: the server rejected our request due to an error in our request []"`,
    )
    expect(refusal(await api.patch('json', path, [{ op: 'remove', path: `${env}/7` }]))).toMatchInlineSnapshot(
      `"422 Invalid: the server rejected our request due to an error in our request []"`,
    )
    expect(refusal(await api.patch('json', path, [{ op: 'twist', path: '/spec' }]))).toMatchInlineSnapshot(
      `"422 Invalid: the server rejected our request due to an error in our request []"`,
    )
    const object = await api.patch<{ reason: string }>('json', path, { op: 'remove' })
    expect([object.code, object.body.reason]).toMatchInlineSnapshot(`
      [
        400,
        "BadRequest",
      ]
    `)
  })

  it('refuses what makes the object invalid', async () => {
    const answer = await api.patch('json', path, [{ op: 'replace', path: '/spec/replicas', value: -1 }])
    expect(refusal(answer).replaceAll(name, 'NAME')).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "NAME" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0 [group=apps kind=Deployment name=NAME]
        FieldValueInvalid spec.replicas"
    `)
    const typed = await api.patch('json', path, [{ op: 'replace', path: '/spec/replicas', value: 'three' }])
    expect(refusal(typed)).toMatchInlineSnapshot(`
      "422 Invalid:  "" is invalid: patch: Invalid value: "…": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32 []
        FieldValueInvalid patch"
    `)
  })

  it('takes the replacement of a key that is not there as an addition, when its map is there', async () => {
    const label = [{ op: 'replace', path: '/metadata/labels/missing', value: 'x' }]
    expect(ok(await api.patch<V1Deployment>('json', path, label)).metadata?.labels).toEqual({ app: name, missing: 'x' })
    const remove = [{ op: 'remove', path: '/metadata/labels/nothing' }]
    expect((await api.patch('json', path, remove)).code).toBe(422)
    const absent = [{ op: 'test', path: '/metadata/labels/nothing', value: null }]
    expect((await api.patch('json', path, absent)).code).toBe(200)
    const other = [{ op: 'test', path: '/metadata/labels/nothing', value: 'x' }]
    expect((await api.patch('json', path, other)).code).toBe(422)
  })

  it('creates nothing', async () => {
    const answer = await api.patch('json', ns.apps('deployments/missing'), [])
    expect(answer.code).toBe(404)
  })
})

quick('JSON merge patch', () => {
  it('merges maps and removes with null', async () => {
    const answer = await api.patch<V1Deployment>('merge', path, {
      metadata: { labels: { app: null, more: 'yes' }, annotations: { 'example.com/run': 'x' } },
      spec: { replicas: 0 },
    })
    expect(ok(answer).metadata?.labels).toEqual({ more: 'yes' })
    expect(ok(answer).metadata?.annotations).toMatchObject({ 'example.com/run': 'x' })
  })

  it('replaces lists whole: the image is lost, and that is refused', async () => {
    const containers = [{ name: 'first', env: [{ name: 'KEY', value: 'plain' }] }]
    const answer = await api.patch('merge', path, { spec: { template: { spec: { containers } } } })
    expect(refusal(answer).replaceAll(name, 'NAME')).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "NAME" is invalid: spec.template.spec.containers[0].image: Required value [group=apps kind=Deployment name=NAME]
        FieldValueRequired spec.template.spec.containers[0].image"
    `)
  })

  it('refuses a body that is not an object', async () => {
    const answer = await api.patch<{ reason: string; message: string }>('merge', path, '[]')
    expect([answer.code, answer.body.reason]).toMatchInlineSnapshot(`
      [
        400,
        "BadRequest",
      ]
    `)
    const broken = await api.patch<{ reason: string }>('merge', path, '{"spec":')
    expect([broken.code, broken.body.reason]).toMatchInlineSnapshot(`
      [
        400,
        "BadRequest",
      ]
    `)
  })

  it('keeps what is immutable', async () => {
    const renamed = await api.patch('merge', path, { metadata: { name: 'other' } })
    expect(refusal(renamed).replaceAll(name, 'NAME')).toMatchInlineSnapshot(
      `"400 BadRequest: the name of the object (other) does not match the name on the URL (NAME)"`,
    )
    const uid = '00000000-0000-4000-8000-000000000000'
    const another = await api.patch('merge', path, { metadata: { uid } })
    expect(refusal(another).replaceAll(name, 'NAME')).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "NAME" is invalid: metadata.uid: Invalid value: "UID": field is immutable [group=apps kind=Deployment name=NAME]
        FieldValueInvalid metadata.uid"
    `)
    const selector = await api.patch('merge', path, { spec: { selector: { matchLabels: { app: 'other' } } } })
    expect(refusal(selector).replaceAll(name, 'NAME').slice(0, 300)).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "NAME" is invalid: [spec.template.metadata.labels: Invalid value: {"app":"NAME"}: \`selector\` does not match template \`labels\`, spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable] [group=apps kind=Deployment name=NAME]
        FieldValueInvalid sp"
    `)
    const kind = await api.patch('merge', path, { kind: 'StatefulSet' })
    expect(refusal(kind)).toMatchInlineSnapshot(`
      "422 Invalid:  "" is invalid: patch: Invalid value: "…": converting (v1.StatefulSet) to (apps.Deployment): unknown conversion []
        FieldValueInvalid patch"
    `)
  })

  it('sets a ConfigMap with binary-safe keys', async () => {
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'map' }, data: { a: '1', 'b.txt': '2' } }))
    const answer = await api.patch<V1ConfigMap>('merge', ns.core('configmaps/map'), { data: { 'b.txt': null, c: '3' } })
    expect(ok(answer).data).toEqual({ a: '1', c: '3' })
  })
})

quick('field validation of a patch', () => {
  it('warns of an unknown field by default and refuses it when strict', async () => {
    const patch = { spec: { replica: 3 } }
    const warned = await api.patch('merge', path, patch)
    expect([warned.code, warned.headers.warning]).toMatchInlineSnapshot(`
      [
        200,
        "299 - "unknown field \\"spec.replica\\""",
      ]
    `)
    expect(refusal(await api.patch('merge', `${path}?fieldValidation=Strict`, patch))).toMatchInlineSnapshot(`
      "422 Invalid:  "" is invalid: patch: Invalid value: "…": strict decoding error: unknown field "spec.replica" []
        FieldValueInvalid patch"
    `)
    expect(refusal(await api.patch('strategic', `${path}?fieldValidation=Strict`, patch))).toMatchInlineSnapshot(`
      "422 Invalid:  "" is invalid: patch: Invalid value: "…": strict decoding error: unknown field "spec.replica" []
        FieldValueInvalid patch"
    `)
  })
})
