import { z } from 'zod'
import { UsageError } from './options.ts'

/** Which Datadog is worked on, and what the definitions are filled with. */
export interface Settings {
  apiUrl: string
  apiKey: string
  appKey: string
  site: string
  /** Value of the tag `env` of all telemetry, and name of the installation. */
  env: string
  /** Values of `{{setting:name}}`. */
  values: Readonly<Record<'env' | 'chat_url' | 'synthetics_location' | 'synthetics_status', string>>
}

const origin = z
  .url({ protocol: /^https?$/, error: 'wants an http(s) address such as https://api.datadoghq.eu' })
  .transform(text => text.replace(/\/+$/, ''))

const environmentSchema = z.object({
  DD_API_KEY: z.string().trim().optional(),
  DD_APP_KEY: z.string().trim().optional(),
  DD_SITE: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'wants a site such as datadoghq.com or datadoghq.eu')
    .optional(),
  DD_ENV: z
    .string()
    .regex(/^chat-demo(-[a-z0-9]+)*$/, 'wants chat-demo-<installation> in lower-case letters, digits and dashes')
    .optional(),
  DATADOG_API_URL: origin.optional(),
  CHAT_URL: origin.optional(),
  SYNTHETICS_LOCATION: z
    .string()
    .regex(/^[a-z]+:[\w-]+$/, 'wants a location such as aws:eu-central-1 or pl:my-location')
    .optional(),
})

/** The part of `.local/run.json` that is used here. */
export const runFileSchema = z.object({
  frontend: z.object({ url: z.string() }).optional(),
  datadog: z.object({ apiUrl: z.string(), apiKey: z.string(), appKey: z.string(), site: z.string() }).optional(),
})
export type RunFile = z.infer<typeof runFileSchema>

/**
 * Keys in the environment name an account; without them it is what runs on this machine.
 * @throws UsageError naming the variable, never its value when it is a key
 */
export function readSettings(environment: NodeJS.ProcessEnv, run: RunFile | null): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(set)
  if (!parsed.success) {
    throw new UsageError(
      parsed.error.issues
        .map(issue => `${String(issue.path[0])} ${issue.message}; it is "${set[String(issue.path[0])]}".`)
        .join('\n'),
    )
  }
  const env = parsed.data
  const { location: usual, ...target } = targetOf(env, run)
  const location = env.SYNTHETICS_LOCATION ?? usual
  const chatUrl = env.CHAT_URL ?? run?.frontend?.url.replace(/\/+$/, '') ?? 'http://localhost:30080'
  return {
    ...target,
    values: {
      env: target.env,
      chat_url: chatUrl,
      synthetics_location: location,
      synthetics_status: canReach(location, chatUrl) ? 'live' : 'paused',
    },
  }
}

/** Where an account's tests run, and from where what runs on this machine is looked at. */
const locations = { account: 'aws:eu-central-1', thisMachine: 'pl:this-machine' }

type Target = Omit<Settings, 'values'> & { location: string }

function targetOf(env: z.infer<typeof environmentSchema>, run: RunFile | null): Target {
  const { DD_API_KEY: apiKey, DD_APP_KEY: appKey } = env
  if (apiKey && appKey) {
    if (!env.DD_ENV) {
      throw new UsageError(
        'DD_ENV is not set; wanted is chat-demo-<installation>, a name of your own, so that two presenters in one account never change or trigger each other.',
      )
    }
    const site = env.DD_SITE ?? 'datadoghq.com'
    const apiUrl = env.DATADOG_API_URL ?? `https://api.${site}`
    return { apiUrl, apiKey, appKey, site, env: env.DD_ENV, location: locations.account }
  }
  if (apiKey || appKey) {
    const [given, missing] = apiKey ? ['DD_API_KEY', 'DD_APP_KEY'] : ['DD_APP_KEY', 'DD_API_KEY']
    throw new UsageError(`${given} is set, ${missing} is not: an account needs both.`)
  }
  if (!run?.datadog) {
    throw new UsageError(
      'No Datadog to work on: nothing runs on this machine (npm start), and DD_API_KEY and DD_APP_KEY are not set.',
    )
  }
  if (!run.datadog.apiKey || !run.datadog.appKey) {
    throw new UsageError(
      'What runs on this machine works with an account, whose keys are in no file: set DD_API_KEY and DD_APP_KEY.',
    )
  }
  const { apiUrl, apiKey: ownApiKey, appKey: ownAppKey, site } = run.datadog
  return {
    apiUrl,
    apiKey: ownApiKey,
    appKey: ownAppKey,
    site,
    env: env.DD_ENV ?? 'chat-demo',
    location: locations.thisMachine,
  }
}

/** Public locations cannot reach a loopback address: such a test is created, but does not run. */
function canReach(location: string, chatUrl: string): boolean {
  const host = new URL(chatUrl).hostname
  const isLoopback = host === 'localhost' || host === '[::1]' || /^127\./.test(host)
  return !isLoopback || location.startsWith('pl:')
}
