import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/api.ts'

const agent = { traceUrl: 'http://127.0.0.1:18126', dogstatsdPort: 18125 }
const pods = '/api/v1/namespaces/default/pods'

interface Variable {
  name: string
  value?: string
  valueFrom?: unknown
}

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ datadogAgent: agent })
})
afterAll(() => api.stop())

async function variablesOf(name: string, labels: Record<string, string>, env: Variable[] = []): Promise<Variable[][]> {
  const { code, body } = await api.call('POST', pods, {
    metadata: { name, labels },
    spec: {
      initContainers: [{ name: 'prepare', image: 'busybox' }],
      containers: [{ name: 'main', image: 'busybox', env }],
    },
  })
  expect(code, body.message).toBe(201)
  const spec = body.spec as { containers: { env?: Variable[] }[]; initContainers: { env?: Variable[] }[] }
  return [...spec.containers, ...spec.initContainers].map(container => container.env ?? [])
}

const uid = { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.uid' } }

describe('the admission of pods for Datadog', () => {
  it('gives a labelled pod the agent’s addresses, its identity and its standard tags, before its own variables', async () => {
    const labels = {
      'admission.datadoghq.com/enabled': 'true',
      'tags.datadoghq.com/env': 'demo',
      'tags.datadoghq.com/service': 'backend',
      'tags.datadoghq.com/version': '7',
    }
    const [main, prepare] = await variablesOf('labelled', labels, [{ name: 'OWN', value: '$(DD_AGENT_HOST)' }])
    expect(main).toEqual([
      { name: 'DD_VERSION', value: '7' },
      { name: 'DD_SERVICE', value: 'backend' },
      { name: 'DD_ENV', value: 'demo' },
      { name: 'DD_INTERNAL_POD_UID', valueFrom: uid },
      { name: 'DD_EXTERNAL_ENV', value: 'it-false,cn-main,pu-$(DD_INTERNAL_POD_UID)' },
      { name: 'DD_ENTITY_ID', valueFrom: uid },
      { name: 'DD_AGENT_HOST', value: '127.0.0.1' },
      { name: 'DD_TRACE_AGENT_URL', value: 'http://127.0.0.1:18126' },
      { name: 'DD_DOGSTATSD_HOST', value: '127.0.0.1' },
      { name: 'DD_DOGSTATSD_PORT', value: '18125' },
      { name: 'OWN', value: '$(DD_AGENT_HOST)' },
    ])
    expect(prepare).toContainEqual({
      name: 'DD_EXTERNAL_ENV',
      value: 'it-true,cn-prepare,pu-$(DD_INTERNAL_POD_UID)',
    })
  })

  it('overwrites nothing that the container sets', async () => {
    const own = [
      { name: 'DD_SERVICE', value: 'mine' },
      { name: 'DD_TRACE_AGENT_URL', value: 'http://127.0.0.1:9' },
    ]
    const labels = { 'admission.datadoghq.com/enabled': 'true', 'tags.datadoghq.com/service': 'theirs' }
    const [main] = await variablesOf('own', labels, own)
    for (const variable of own) expect(main?.filter(({ name }) => name === variable.name)).toEqual([variable])
  })

  it('leaves pods alone that do not ask for it', async () => {
    for (const [name, value] of [
      ['unlabelled', undefined],
      ['declining', 'false'],
    ] as const) {
      const labels: Record<string, string> = value ? { 'admission.datadoghq.com/enabled': value } : {}
      expect(await variablesOf(name, { ...labels, 'tags.datadoghq.com/env': 'demo' })).toEqual([[], []])
    }
  })
})

it('without an agent no pod is changed', async () => {
  const plain = await startTestApi()
  const { body } = await plain.call('POST', pods, {
    metadata: { name: 'labelled', labels: { 'admission.datadoghq.com/enabled': 'true' } },
    spec: { containers: [{ name: 'main', image: 'busybox' }] },
  })
  const spec = body.spec as { containers: { env?: Variable[] }[] }
  expect(spec.containers[0]?.env).toBeUndefined()
  await plain.stop()
})
