import { describe, expect, it } from 'vitest'
import { testPod } from '../testing/pods.ts'
import { discover } from './annotations.ts'

const agent = { hostname: 'node', environment: { PASSWORD: 's3cret' } }
const key = 'ad.datadoghq.com/backend.checks'
const podWith = (checks: unknown, options: Parameters<typeof testPod>[0] = {}) =>
  testPod({ ...options, annotations: { [key]: typeof checks === 'string' ? checks : JSON.stringify(checks) } })

describe('autodiscovery', () => {
  it('resolves an annotation’s template variables', () => {
    const instance = {
      dbm: true,
      host: '%%host%%',
      port: '%%port%%',
      url: 'http://%%host%%:%%port_http%%/%%port_0%%',
      password: '%%env_PASSWORD%%',
      tags: ['pod:%%kube_pod_name%%', 'node:%%hostname%%'],
    }
    const { configs, problems } = discover(podWith({ postgres: { instances: [instance] } }), agent)
    expect(problems).toEqual([])
    expect(configs).toMatchObject([
      {
        podUid: 'uid-1',
        container: 'backend',
        integration: 'postgres',
        initConfig: {},
        instance: {
          dbm: true,
          host: '127.64.0.9',
          port: '8080',
          url: 'http://127.64.0.9:8080/8080',
          password: 's3cret',
          tags: ['pod:backend-7d9f4c8b6-x2x4z', 'node:node'],
        },
      },
    ])
  })

  it('reaches a port where the node’s one address gives it another', () => {
    const pod = podWith({ postgres: { instances: [{ port: '%%port%%' }] } })
    Object.assign(pod.metadata.annotations ?? {}, { 'kubelet.local/host-ports': '{"8080":41234}' })
    expect(discover(pod, agent).configs[0]?.instance).toEqual({ port: '41234' })
  })

  it('waits until the pod is ready', () => {
    const pod = podWith({ postgres: { instances: [{}] } })
    pod.status = { ...pod.status, conditions: [{ type: 'Ready', status: 'False' }] }
    expect(discover(pod, agent)).toEqual({ configs: [], problems: [] })
  })

  it.each([
    ['{', /not JSON/],
    [{ postgres: {} }, /instances/],
    [{ postgres: { instances: [{ a: '%%env_MISSING%%' }] } }, /environment has no MISSING/],
    [{ postgres: { instances: [{ a: '%%port_amqp%%' }] } }, /has no such port/],
    [{ postgres: { instances: [{ a: '%%nonsense%%' }] } }, /%%nonsense%% is no template variable/],
  ])('says what is wrong with %j', (checks, message) => {
    const { configs, problems } = discover(podWith(checks), agent)
    expect(configs).toEqual([])
    expect(problems[0]).toMatch(message)
    expect(problems[0]).toContain(`${key} of pod chat-demo/backend-7d9f4c8b6-x2x4z`)
  })
})
