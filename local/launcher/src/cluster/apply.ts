import {
  ApiException,
  CoreV1Api,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
} from '@kubernetes/client-node'
import { StepError } from '../steps.ts'

/** Creates the objects in their order. @throws StepError with the server's own words and the object they are about. */
export async function createAll(config: KubeConfig, objects: KubernetesObject[]): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(config)
  for (const object of objects) {
    try {
      await api.create(object)
    } catch (error) {
      throw new StepError(
        `${object.kind} ${object.metadata?.name} was refused: ${reasonOf(error)}`,
        {},
        { cause: error },
      )
    }
  }
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiException)) return error instanceof Error ? error.message : String(error)
  const body: unknown = typeof error.body === 'string' ? parse(error.body) : error.body
  return body && typeof body === 'object' && 'message' in body ? String(body.message) : `${error.code}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { message: text }
  }
}

/** The addresses on which a namespace's Services answer: `host:port` by Service and port name. */
export async function serviceAddresses(
  config: KubeConfig,
  namespace: string,
): Promise<(service: string, port?: string) => string> {
  const { items } = await config.makeApiClient(CoreV1Api).listNamespacedService({ namespace })
  return (name, portName) => {
    const spec = items.find(service => service.metadata?.name === name)?.spec
    const port = portName ? spec?.ports?.find(each => each.name === portName) : spec?.ports?.[0]
    if (!spec?.clusterIP || !port)
      throw new StepError(`Service ${name}${portName ? ` port ${portName}` : ''} has no address.`)
    return `${spec.clusterIP}:${port.port}`
  }
}

/** A token of a ServiceAccount, good for a week: no show lasts longer. */
export async function serviceAccountToken(config: KubeConfig, namespace: string, name: string): Promise<string> {
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
    namespace,
    name,
    body: { spec: { audiences: [], expirationSeconds: 7 * 24 * 3600 } },
  })
  if (!status?.token) throw new StepError(`The cluster gave no token for the ServiceAccount ${name}.`)
  return status.token
}
