import { hostPort, type Pod } from '@chat-demo/cluster/client'
import { z } from 'zod'
import { resolveTemplate, TemplateError } from './template.ts'

/** One instance of a check on a container, ready to be run. */
export interface CheckConfig {
  /** Says what it is: a config with another key is another one. */
  key: string
  podUid: string
  container: string
  integration: string
  initConfig: Readonly<Record<string, unknown>>
  instance: Readonly<Record<string, unknown>>
}

const annotation = z.record(
  z.string(),
  z.looseObject({
    init_config: z.record(z.string(), z.unknown()).default({}),
    instances: z.array(z.record(z.string(), z.unknown())),
  }),
)

export interface Discovered {
  configs: CheckConfig[]
  /** Annotations that cannot be used, with the reason. */
  problems: string[]
}

export interface Discoverer {
  /** Of the node that the Agent runs on. */
  hostname: string
  environment: Readonly<Record<string, string>>
}

const isReady = ({ status }: Pod) =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

/** The checks that a pod's annotations ask for, as `ad.datadoghq.com/<container>.checks`; none before it is ready. */
export function discover(pod: Pod, { hostname, environment }: Discoverer): Discovered {
  const found: Discovered = { configs: [], problems: [] }
  const host = pod.status?.podIP
  if (!host || !isReady(pod) || pod.metadata.deletionTimestamp) return found
  const { uid, name: podName, namespace } = pod.metadata
  for (const { name: container, ports = [] } of pod.spec.containers) {
    const key = `ad.datadoghq.com/${container}.checks`
    const text = pod.metadata.annotations?.[key]
    if (text === undefined) continue
    const values = {
      host,
      hostname,
      environment,
      namespace,
      podName,
      podUid: uid,
      ports: ports
        .map(({ name = '', containerPort }) => ({ name, containerPort }))
        .sort((a, b) => a.containerPort - b.containerPort)
        .map(({ name, containerPort }) => ({ name, port: hostPort(pod, containerPort) })),
    }
    try {
      for (const [integration, { init_config, instances }] of Object.entries(annotation.parse(JSON.parse(text)))) {
        const initConfig = resolveTemplate(init_config, values) as CheckConfig['initConfig']
        for (const template of instances) {
          const instance = resolveTemplate(template, values) as CheckConfig['instance']
          const identity = JSON.stringify([uid, container, integration, initConfig, instance])
          found.configs.push({ key: identity, podUid: uid, container, integration, initConfig, instance })
        }
      }
    } catch (error) {
      found.problems.push(`${key} of pod ${namespace}/${podName}: ${reasonOf(error)}`)
    }
  }
  return found
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  if (error instanceof SyntaxError) return `not JSON: ${error.message}`
  if (error instanceof TemplateError) return error.message
  throw error
}
