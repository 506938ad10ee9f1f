import { z } from 'zod'

/** Environment variables by name. */
export type Variables = Record<string, string | undefined>

/** Reads a deployable's environment once. Throws one message that names every variable that is wrong. */
export function readEnvironment<T>(schema: z.ZodType<T>, environment: Variables): T {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(issue => {
    const name = String(issue.path[0] ?? '')
    const value = given[name]
    const secret = /TOKEN|PASSWORD|SECRET|KEY|CREDENTIAL|_URL$/.test(name)
    const got = value === undefined ? 'is not set' : secret ? 'is set to something else' : `is ${JSON.stringify(value)}`
    return `  ${name || 'environment'} ${got}: ${issue.message}`
  })
  throw new Error(`The environment is not complete:\n${lines.join('\n')}`)
}

export const port = z.coerce.number('wants a port number').int().min(0).max(65_535)
export const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
/** Comma list. */
export const list = z.string().transform(text =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean),
)
