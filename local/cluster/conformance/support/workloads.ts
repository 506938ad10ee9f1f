import type {
  V1Container,
  V1Deployment,
  V1EnvVar,
  V1Pod,
  V1PodSpec,
  V1Service,
  V1StatefulSet,
} from '@kubernetes/client-node'

export const image = 'localhost/chat-demo/conformance:1'
export const nextImage = 'localhost/chat-demo/conformance:2'

/** Variables of image/tool.mjs, see its head. */
export type ToolEnv = Record<string, string | number>

export const envOf = (tool: ToolEnv): V1EnvVar[] =>
  Object.entries(tool).map(([name, value]) => ({ name, value: String(value) }))

/** A container that stays until it is told otherwise. */
export function container(tool: ToolEnv = { STAY: 'true' }, more: Partial<V1Container> = {}): V1Container {
  return { name: 'tool', image, env: envOf(tool), ...more }
}

/** A container that serves HTTP on 8080 of the pod's address and is ready when /readyz says so. */
export function server(tool: ToolEnv = {}, more: Partial<V1Container> = {}): V1Container {
  return {
    name: 'tool',
    image,
    env: [
      { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ...envOf({ PORT: 8080, ...tool }),
    ],
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1 },
    ...more,
  }
}

export function pod(name: string, first: V1Container = container(), spec: Partial<V1PodSpec> = {}): V1Pod {
  return {
    metadata: { name, labels: { app: name } },
    spec: { containers: [first], terminationGracePeriodSeconds: 1, ...spec },
  }
}

export function deployment(
  name: string,
  spec: Partial<V1Deployment['spec']> = {},
  first: V1Container = server(),
): V1Deployment {
  return {
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [first], terminationGracePeriodSeconds: 1 },
      },
      ...spec,
    },
  }
}

export function statefulSet(
  name: string,
  spec: Partial<V1StatefulSet['spec']> = {},
  first: V1Container = server(),
): V1StatefulSet {
  return {
    metadata: { name, labels: { app: name } },
    spec: {
      serviceName: `${name}-headless`,
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [first], terminationGracePeriodSeconds: 1 },
      },
      ...spec,
    },
  }
}

export function service(name: string, spec: Partial<V1Service['spec']> = {}): V1Service {
  return {
    metadata: { name, labels: { app: name } },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 8080, targetPort: 'http' }], ...spec },
  }
}
