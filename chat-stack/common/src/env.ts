import { z } from 'zod'

/** One environment variable: how it is read and, for the error message, what it wants. */
export interface Variable<S extends z.ZodType = z.ZodType> {
  schema: S
  /** What a correct value looks like, as the end of the sentence "NAME wants …". */
  wants: string
  /** The value is never printed, only its length. */
  secret: boolean
}

export type Variables = Record<string, Variable>
export type Environment<V extends Variables> = { [K in keyof V]: z.output<V[K]['schema']> }

/** The environment of a deployable is wrong; the message has one line per variable and holds no secret. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`The environment is not usable:\n${problems.map(problem => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

export function variable<S extends z.ZodType>(
  schema: S,
  wants: string,
  options: { secret?: boolean } = {},
): Variable<S> {
  return { schema, wants, secret: options.secret ?? false }
}

/**
 * Reads every variable once. An empty string counts as unset, as an unset value in a manifest arrives as one.
 * @throws EnvironmentError naming every wrong variable, what it got and what it wants
 */
export function parseEnvironment<V extends Variables>(
  variables: V,
  source: Record<string, string | undefined> = process.env,
): Environment<V> {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, { schema, wants, secret }] of Object.entries(variables)) {
    const raw = source[name] === '' ? undefined : source[name]
    const parsed = schema.safeParse(raw)
    if (parsed.success) values[name] = parsed.data
    else problems.push(`${name}: got ${describe(raw, secret)}, wants ${wants}`)
  }
  if (problems.length > 0) throw new EnvironmentError(problems)
  return values as Environment<V>
}

function describe(raw: string | undefined, secret: boolean): string {
  if (raw === undefined) return 'nothing'
  if (secret) return `a value of ${raw.length} characters (not shown)`
  return raw.length > 120 ? `${JSON.stringify(raw.slice(0, 120))}…` : JSON.stringify(raw)
}

/** A whole number; `otherwise` is its value when unset (none: the variable is required). */
export function integer(options: { min: number; max: number; otherwise?: number }): Variable<z.ZodType<number>> {
  const number = z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.number().min(options.min).max(options.max))
  const schema = options.otherwise === undefined ? number : number.default(options.otherwise)
  return variable(schema as unknown as z.ZodType<number>, `a whole number from ${options.min} to ${options.max}`)
}

/** An absolute URL with one of the given protocols, kept as it was written. Secret when it carries a password. */
export function url(
  protocols: string[],
  example: string,
  options: { secret?: boolean } = {},
): Variable<z.ZodType<string>> {
  const schema = z.string().refine(value => {
    if (!URL.canParse(value)) return false
    const parsed = new URL(value)
    return protocols.includes(parsed.protocol) && parsed.hostname !== ''
  })
  return variable(schema, `a URL such as ${example}`, options)
}

/** A comma list; spaces around its entries do not matter. */
export function commaList(wants: string): Variable<z.ZodType<string[]>> {
  const schema = z
    .string()
    .transform(value =>
      value
        .split(',')
        .map(entry => entry.trim())
        .filter(entry => entry !== ''),
    )
    .pipe(z.array(z.string()).min(1))
  return variable(schema as unknown as z.ZodType<string[]>, wants)
}

/** Unset is allowed and reads as undefined. */
export function optional<S extends z.ZodType>(inner: Variable<S>): Variable<z.ZodOptional<S>> {
  return { ...inner, schema: inner.schema.optional() }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** What every service of the chat stack reads: where it listens, how much it logs, which Host headers it accepts. */
export function serviceVariables(port: number) {
  return {
    HOST: variable(z.string().min(1).default('127.0.0.1'), 'the address to listen on, such as 127.0.0.1'),
    PORT: integer({ min: 0, max: 65_535, otherwise: port }),
    LOG_LEVEL: variable(z.enum(logLevels).default('info'), `one of ${logLevels.join(', ')}`),
    ALLOWED_HOSTS: optional(commaList('a comma list of host or host:port, such as localhost:30080,127.0.0.1')),
  }
}
