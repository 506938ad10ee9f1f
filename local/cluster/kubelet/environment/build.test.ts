import { describe, expect, it } from 'vitest'
import type { Container, Pod, Service } from '../../client/types.ts'
import { buildEnvironment, type EnvironmentContext } from './build.ts'
import { expand } from './expand.ts'
import { replaceMountPaths, replacePorts } from './paths.ts'
import { serviceVariables } from './service-variables.ts'

const meta = (name: string) => ({ name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: '1' })
const pod: Pod = {
  metadata: { ...meta('web-0'), labels: { app: 'web' } },
  spec: { nodeName: 'local', serviceAccountName: 'robot', containers: [] },
}
const context: EnvironmentContext = {
  pod,
  podIP: '127.64.0.7',
  hostIP: '127.0.0.1',
  allocatable: { cpu: 2, memory: 4 * 2 ** 30 },
  configMap: name => (name === 'settings' ? { metadata: meta(name), data: { colour: 'green', size: '3' } } : undefined),
  secret: name => (name === 'key' ? { metadata: meta(name), data: { token: 'c2VjcmV0' } } : undefined),
  serviceVariables: { DB_SERVICE_HOST: '127.96.0.4' },
}
const build = (container: Partial<Container>) => buildEnvironment({ name: 'web', ...container }, context)

describe('the environment of a container', () => {
  it('takes values from everywhere, later ones over earlier ones', () => {
    const environment = build({
      envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'KEY_', secretRef: { name: 'key' } }],
      env: [
        { name: 'size', value: '4' },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'key', key: 'token' } } },
        { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: 'URL', value: 'http://$(TOKEN)@$(DB_SERVICE_HOST)/$(NOT_THERE)$$(IP)' },
      ],
    })
    expect(environment).toEqual({
      DB_SERVICE_HOST: '127.96.0.4',
      colour: 'green',
      size: '4',
      KEY_token: 'secret',
      TOKEN: 'secret',
      IP: '127.64.0.7',
      LABEL: 'web',
      URL: 'http://secret@127.96.0.4/$(NOT_THERE)$(IP)',
    })
  })

  it('gives limits in the unit asked for, and the node for a limit that is not set', () => {
    const field = (resource: string, divisor: string) => ({ valueFrom: { resourceFieldRef: { resource, divisor } } })
    const environment = build({
      resources: { limits: { memory: '100Mi' } },
      env: [
        { name: 'MB', ...field('limits.memory', '1Mi') },
        { name: 'CPU', ...field('limits.cpu', '0') },
      ],
    })
    expect(environment).toMatchObject({ MB: '100', CPU: '2' })
  })

  it.each<[string, Partial<Container>]>([
    ['secret "none" not found', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'none', key: 'k' } } }] }],
    [
      "couldn't find key k in Secret shop/key",
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'key', key: 'k' } } }] },
    ],
    ['configmap "none" not found', { envFrom: [{ configMapRef: { name: 'none' } }] }],
    [
      "couldn't find key k in ConfigMap shop/settings",
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'k' } } }] },
    ],
  ])('says %s', (message, container) => {
    expect(() => build(container)).toThrow(message)
  })

  it('leaves out what is optional and missing', () => {
    expect(
      build({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'none', key: 'k', optional: true } } }] }),
    ).toEqual(context.serviceVariables)
  })
})

it('expands $(NAME), not $NAME, and $$ to $', () => {
  expect(expand('$(A) $A $$(A) $(B) $', name => (name === 'A' ? 'x' : undefined))).toBe('x $A $(A) $(B) $')
})

it('puts the own directory of a pod in place of the longest mount path', () => {
  const mounts = [
    { mountPath: '/data', hostPath: '/s/data' },
    { mountPath: '/data/tls', hostPath: '/s/tls' },
  ]
  const environment = { A: '/data', B: '/data/tls/ca.crt', C: '/database', D: 'file:/data' }
  expect(replaceMountPaths(environment, mounts)).toEqual({
    A: '/s/data',
    B: '/s/tls/ca.crt',
    C: '/database',
    D: 'file:/data',
  })
})

it('puts free ports in place of container ports where one address is shared', () => {
  const environment = { PORT: '8080', ADMIN_PORT: '9090', OTHER: '8080', DB_SERVICE_PORT: '8080' }
  const own = new Set(['PORT', 'ADMIN_PORT', 'OTHER'])
  expect(replacePorts(environment, own, { '8080': 41_000 })).toEqual({ ...environment, PORT: '41000' })
})

it('injects a Service under all the names that Kubernetes gives it', () => {
  const service: Service = {
    metadata: meta('chat-db'),
    spec: {
      clusterIP: '127.96.0.9',
      ports: [
        { name: 'sql', port: 5432 },
        { name: 'admin-ui', port: 80 },
      ],
    },
  }
  const headless: Service = { metadata: meta('none'), spec: { clusterIP: 'None', ports: [{ port: 1 }] } }
  const addressOf = (of: Service) =>
    of === headless ? undefined : { host: of.spec.clusterIP ?? '', port: (port: number) => port }
  expect(serviceVariables([service, headless], addressOf)).toEqual({
    CHAT_DB_SERVICE_HOST: '127.96.0.9',
    CHAT_DB_SERVICE_PORT: '5432',
    CHAT_DB_SERVICE_PORT_SQL: '5432',
    CHAT_DB_SERVICE_PORT_ADMIN_UI: '80',
    CHAT_DB_PORT: 'tcp://127.96.0.9:5432',
    CHAT_DB_PORT_5432_TCP: 'tcp://127.96.0.9:5432',
    CHAT_DB_PORT_5432_TCP_PROTO: 'tcp',
    CHAT_DB_PORT_5432_TCP_PORT: '5432',
    CHAT_DB_PORT_5432_TCP_ADDR: '127.96.0.9',
    CHAT_DB_PORT_80_TCP: 'tcp://127.96.0.9:80',
    CHAT_DB_PORT_80_TCP_PROTO: 'tcp',
    CHAT_DB_PORT_80_TCP_PORT: '80',
    CHAT_DB_PORT_80_TCP_ADDR: '127.96.0.9',
  })
  expect(() => serviceVariables([service], () => 'pending')).toThrow('service "chat-db" has no address yet')
})
