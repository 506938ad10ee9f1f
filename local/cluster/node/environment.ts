import { z } from 'zod'
import { parseCidr } from '../kubelet/pods/addresses.ts'

const cidr = z.string().superRefine((value, context) => {
  try {
    const { first } = parseCidr(value)
    if (Math.floor(first / 2 ** 24) === 127) return
  } catch {
    // the message below covers both
  }
  context.addIssue({ code: 'custom', message: 'wants an IPv4 network within 127.0.0.0/8 such as 127.64.0.0/16' })
})

const schema = z.object({
  KUBECONFIG: z.string().min(1, 'wants the path of a kubeconfig with full rights'),
  STATE_DIR: z.string().min(1, 'wants a directory that can be written'),
  IMAGES_FILE: z.string().min(1, 'wants the path of the image table (JSON)'),
  KUBELET_TOKEN_FILE: z.string().min(1, 'wants the path of the file with the token for the kubelet API'),
  NODE_NAME: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'wants a name of lower case letters, digits, "-" and "."')
    .default('local'),
  POD_CIDR: cidr.default('127.64.0.0/16'),
  /** `own`: every pod and Service has a loopback address; `shared`: all are on 127.0.0.1, with free ports. */
  LOOPBACK: z.enum(['own', 'shared']).optional(),
  STOP_TIMEOUT_MS: z.coerce.number().int().min(0).default(8000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export type NodeEnvironment = z.infer<typeof schema> & { LOOPBACK: 'own' | 'shared' }

/**
 * Reads the environment of the node process.
 * @throws Error with one line per variable that is wrong: its name, what it is, what is wanted
 */
export function parseEnvironment(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): NodeEnvironment {
  const parsed = schema.safeParse(env)
  if (parsed.success)
    return { ...parsed.data, LOOPBACK: parsed.data.LOOPBACK ?? (platform === 'linux' ? 'own' : 'shared') }
  const lines = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    return `${name}=${JSON.stringify(env[name] ?? null)}: ${message}`
  })
  throw new Error(lines.join('\n'))
}
