import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'

const deployment = 'io.k8s.api.apps.v1.Deployment'
const body = (spec: object) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' }, spec })
const refused = (spec: object) => () => decode(deployment, 'Deployment', body(spec), 'Strict')

describe('decode', () => {
  it('names struct, path and types of a wrong value', () => {
    expect(refused({ replicas: 'x' })).toThrow(
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    )
    expect(refused({ template: { spec: { containers: {} } } })).toThrow(
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    )
    expect(refused({ template: { spec: { containers: [{ env: [{ name: 'a', value: 1 }] }] } } })).toThrow(
      'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    )
    expect(refused({ selector: { matchLabels: { a: 1 } } })).toThrow(
      'json: cannot unmarshal number into Go struct field LabelSelector.spec.selector.matchLabels of type string',
    )
  })

  it('refuses a quantity that is none', () => {
    const container = { name: 'a', resources: { limits: { memory: '12 apples' } } }
    expect(refused({ template: { spec: { containers: [container] } } })).toThrow('quantities must match')
  })

  it('names every unknown field in Strict mode', () => {
    expect(refused({ replica: 1, template: { spec: { containers: [{ foo: 1 }] } } })).toThrow(
      'strict decoding error: unknown field "spec.replica", unknown field "spec.template.spec.containers[0].foo"',
    )
  })

  it('drops unknown fields otherwise, with a warning only in Warn mode', () => {
    const warned = decode(deployment, 'Deployment', body({ replica: 1, paused: true }), 'Warn')
    expect(warned.object.spec).toEqual({ paused: true })
    expect(warned.warnings).toEqual(['unknown field "spec.replica"'])
    expect(decode(deployment, 'Deployment', body({ replica: 1 }), 'Ignore').warnings).toEqual([])
  })

  it('takes null as absent, quantities as numbers and ports by name', () => {
    const container = {
      name: 'a',
      command: null,
      resources: { limits: { cpu: 1 } },
      readinessProbe: { httpGet: { port: 'http' } },
    }
    const { object } = decode(
      deployment,
      'Deployment',
      body({ template: { spec: { containers: [container] } } }),
      'Strict',
    )
    expect(JSON.stringify(object)).not.toContain('command')
  })
})
