import { parseArgs } from 'node:util'

export interface StartOptions {
  yes: boolean
  open: boolean
  controlCenterPort: number
  chatPort: number
  /** A real model, when a key is given. */
  model: { apiKey: string; baseUrl: string } | null
  /** An account of Datadog, when both its keys are given. */
  datadog: { apiKey: string; appKey: string; site: string } | null
}

/** A mistake of the person who typed the command: its message is all that is shown. */
export class UsageError extends Error {}

function port(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 65535) return value
  throw new UsageError(`${name} is "${text}"; wanted is a port, a whole number from 1 to 65535.`)
}

/**
 * Reads the command line and the environment.
 * @throws UsageError that names the option, what it got and what is wanted.
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): StartOptions {
  const { values } = parse(args)
  if (values.context !== undefined) {
    throw new UsageError(
      '--context: a real cluster cannot be driven by this version. npm start runs everything on this machine.',
    )
  }
  const controlCenterPort = port('--port', values.port ?? env.CONTROL_CENTER_PORT ?? '30000')
  const chatPort = port('--chat-port', values['chat-port'] ?? env.CHAT_PORT ?? '30080')
  if (chatPort < 30000 || chatPort > 32767) {
    throw new UsageError(`--chat-port is ${chatPort}; wanted is a NodePort, 30000 to 32767.`)
  }
  if (chatPort === controlCenterPort)
    throw new UsageError(`--port and --chat-port are both ${chatPort}; each needs its own.`)
  return {
    yes: values.yes === true || env.CI === 'true',
    open: values['no-open'] !== true && !env.NO_OPEN,
    controlCenterPort,
    chatPort,
    model: env.OPENAI_API_KEY
      ? { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1' }
      : null,
    datadog: datadogAccount(env),
  }
}

function datadogAccount({ DD_API_KEY: apiKey, DD_APP_KEY: appKey, DD_SITE: site }: NodeJS.ProcessEnv) {
  if (!apiKey && !appKey) return null
  if (apiKey && appKey) return { apiKey, appKey, site: site ?? 'datadoghq.com' }
  const [given, missing] = apiKey ? ['DD_API_KEY', 'DD_APP_KEY'] : ['DD_APP_KEY', 'DD_API_KEY']
  throw new UsageError(
    `${given} is set and ${missing} is not. Wanted are both keys of an account, or neither to rehearse with the stand-in.`,
  )
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        yes: { type: 'boolean', short: 'y' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        'chat-port': { type: 'string' },
        context: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} npm start -- --help lists the options.`)
  }
}
