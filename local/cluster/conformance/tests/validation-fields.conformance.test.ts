import type { V1Deployment } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { deployment, image } from '../support/workloads.ts'

const ns = testNamespace('fields')
const strict = () => `${ns.apps('deployments')}?fieldValidation=Strict&dryRun=All`
const broken = (change: (body: Record<string, unknown>, container: Record<string, unknown>) => void) => {
  const body = JSON.parse(JSON.stringify(deployment('broken')))
  change(body, body.spec.template.spec.containers[0])
  return body
}

quick('unknown fields', () => {
  const unknown = () =>
    broken((body, container) => {
      body.surprise = 1
      Object.assign(body.spec as object, { replica: 3 })
      container.imagePullpolicy = 'Always'
      container.env = [{ name: 'A', values: 'b' }]
    })

  it('are all named when strict', async () => {
    expect(refusal(await api.post(strict(), unknown()))).toMatchInlineSnapshot(
      `"400 BadRequest: Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].env[0].values", unknown field "spec.template.spec.containers[0].imagePullpolicy", unknown field "spec.replica", unknown field "surprise""`,
    )
  })

  it('are dropped with a warning each by default', async () => {
    const answer = await api.post<V1Deployment>(`${ns.apps('deployments')}?dryRun=All`, unknown())
    expect(answer.code).toBe(201)
    expect(answer.headers.warning).toMatchInlineSnapshot(
      `"299 - "unknown field \\"spec.template.spec.containers[0].env[0].values\\"", 299 - "unknown field \\"spec.template.spec.containers[0].imagePullpolicy\\"", 299 - "unknown field \\"spec.replica\\"", 299 - "unknown field \\"surprise\\"""`,
    )
    expect(answer.body).not.toHaveProperty('surprise')
    expect(answer.body.spec).not.toHaveProperty('replica')
  })

  it('are dropped without a word with fieldValidation=Ignore', async () => {
    const answer = await api.post<V1Deployment>(
      `${ns.apps('deployments')}?dryRun=All&fieldValidation=Ignore`,
      unknown(),
    )
    expect([answer.code, answer.headers.warning]).toEqual([201, undefined])
  })

  it('are refused by an unknown fieldValidation', async () => {
    expect(refusal(await api.post(`${ns.apps('deployments')}?fieldValidation=Loud`, unknown()))).toMatchInlineSnapshot(`
      "422 Invalid: CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Loud": supported values: "", "Ignore", "Strict", "Warn" [group=meta.k8s.io kind=CreateOptions]
        FieldValueNotSupported fieldValidation"
    `)
  })

  it('in a duplicate key are named when strict', async () => {
    const body = `{"metadata":{"name":"twice"},"data":{"a":"1"},"data":{"a":"2"}}`
    expect(refusal(await api.post(`${ns.core('configmaps')}?fieldValidation=Strict`, body))).toMatchInlineSnapshot(
      `"400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data""`,
    )
  })
})

quick('wrong types', () => {
  const cases: Array<[string, Parameters<typeof broken>[0], string]> = [
    [
      'a string for a number',
      body => Object.assign(body.spec as object, { replicas: '3' }),
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a number for a string',
      (_, container) => Object.assign(container, { image: 5 }),
      'json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string',
    ],
    [
      'a fraction for an integer',
      body => Object.assign(body.spec as object, { replicas: 1.5 }),
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'an object for a list',
      (_, container) => Object.assign(container, { env: { A: 'b' } }),
      'json: cannot unmarshal object into Go struct field Container.spec.template.spec.containers.env of type []v1.EnvVar',
    ],
    [
      'a number for the value of a variable',
      (_, container) => Object.assign(container, { env: [{ name: 'A', value: 1 }] }),
      'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    ],
    [
      'a string for a boolean',
      (_, container) => Object.assign(container, { stdin: 'yes' }),
      'json: cannot unmarshal string into Go struct field Container.spec.template.spec.containers.stdin of type bool',
    ],
    [
      'a list for an object',
      body => Object.assign(body, { metadata: [] }),
      'json: cannot unmarshal array into Go struct field Deployment.metadata of type v1.ObjectMeta',
    ],
    [
      'a quantity that is none',
      (_, container) => Object.assign(container, { resources: { limits: { memory: '12 apples' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ]
  it.each(cases)('%s', async (_, change, message) => {
    const answer = await api.post<{ message: string; reason: string }>(strict(), broken(change))
    expect([answer.code, answer.body.reason]).toEqual([400, 'BadRequest'])
    expect(answer.body.message).toBe(`Deployment in version "v1" cannot be handled as a Deployment: ${message}`)
  })

  it('a wrong type in a label of a ConfigMap', async () => {
    const body = { metadata: { name: 'labelled', labels: { a: 1 } } }
    expect(refusal(await api.post(ns.core('configmaps'), body))).toMatchInlineSnapshot(
      `"400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string"`,
    )
  })

  it('data of a Secret that is not base64', async () => {
    const body = { metadata: { name: 'coded' }, data: { a: '%%%' } }
    expect(refusal(await api.post(ns.core('secrets'), body))).toMatchInlineSnapshot(
      `"400 BadRequest: Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0"`,
    )
  })

  it('null where a value is expected is the same as nothing', async () => {
    const body = broken((_, container) => Object.assign(container, { env: null, image }))
    expect((await api.post(strict(), body)).code).toBe(201)
  })
})
