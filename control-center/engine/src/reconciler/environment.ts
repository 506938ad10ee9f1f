import { z } from 'zod'
import type { ClusterAccess } from '../cluster/kubeconfig.ts'
import { list, logLevel, port, readEnvironment, type Variables } from '../environment.ts'

const schema = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(8070),
    LOG_LEVEL: logLevel.default('info'),
    /** Hosts accepted beside IP literals and localhost. */
    ALLOWED_HOSTS: list.optional(),
    KUBE_NAMESPACE: z.string('wants the namespace to look after').min(1),
    HOLDER: z.string().optional(),
    HOSTNAME: z.string().optional(),
    SERVICE_ACCOUNT_DIR: z.string().optional(),
    KUBERNETES_SERVICE_HOST: z.string().optional(),
    KUBERNETES_SERVICE_PORT: z.string().optional(),
    KUBECONFIG: z.string().optional(),
    KUBE_CONTEXT: z.string().optional(),
    /** Unset: runs with toxics cannot be ended from here. */
    TOXIPROXY_URL: z.url({ protocol: /^https?$/, error: 'wants an http(s) URL' }).optional(),
  })
  .transform((env, context) => {
    const access = accessOf(env)
    if (access === null) {
      context.addIssue({
        code: 'custom',
        path: ['SERVICE_ACCOUNT_DIR'],
        message:
          'wants the mounted ServiceAccount together with KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT, or KUBECONFIG instead',
      })
      return z.NEVER
    }
    return {
      host: env.HOST,
      port: env.PORT,
      logLevel: env.LOG_LEVEL,
      allowedHosts: env.ALLOWED_HOSTS ?? null,
      namespace: env.KUBE_NAMESPACE,
      holder: env.HOLDER ?? env.HOSTNAME ?? `process-${process.pid}`,
      access,
      toxiproxyUrl: env.TOXIPROXY_URL ?? null,
    }
  })

function accessOf(env: Record<string, unknown>): ClusterAccess | null {
  const text = (name: string) => (typeof env[name] === 'string' ? env[name] : undefined)
  const serviceAccountDir = text('SERVICE_ACCOUNT_DIR')
  const host = text('KUBERNETES_SERVICE_HOST')
  const servicePort = text('KUBERNETES_SERVICE_PORT')
  if (serviceAccountDir && host && servicePort) return { serviceAccountDir, host, port: servicePort }
  const kubeconfig = text('KUBECONFIG')
  return kubeconfig ? { kubeconfig, context: text('KUBE_CONTEXT') } : null
}

export type ReconcilerEnvironment = z.infer<typeof schema>

export const readReconcilerEnvironment = (environment: Variables): ReconcilerEnvironment =>
  readEnvironment(schema, environment)
