import type { Clock } from '@chat-demo/engine'
import { type Finding, fails, fine, type Look, look } from '@chat-demo/engine/preflight'
import { z } from 'zod'
import {
  itemSearch,
  type MonitorAnswer,
  monitorList,
  scalarQuery,
  sloHistory,
  sloSearch,
} from '../../app/platform/datadog/calls.ts'
import type { DatadogCall, DatadogClient } from '../../app/platform/datadog/client.ts'
import { DatadogError } from '../../app/platform/datadog/problem.ts'
import { monitorTags } from '../../app/platform/widgets/marker.ts'
import { dashboardLooks } from './dashboards.ts'
import type { PreflightOptions } from './preflight.ts'

const SPAN_MS = 15 * 60_000
const OTHERWISE = 'Look at the header: does Datadog answer?'
const APPLY = 'Create them: npm run datadog -- apply'

/** Looks at what monitoring promises; none without an account. */
export function datadogLooks(options: PreflightOptions): Look[] {
  const { datadog: client, datadogEnv: env, labels, clock, platform } = options
  if (client === null) {
    return [
      {
        id: 'datadog',
        group: 'platforms',
        title: 'Datadog',
        otherwise: OTHERWISE,
        take: () => look('no keys were given, so no lens of Datadog is shown', 'Give DD_API_KEY and DD_APP_KEY'),
      },
    ]
  }
  const monitoring = { group: 'monitoring' as const, otherwise: OTHERWISE }
  return [
    {
      id: 'datadog',
      group: 'platforms',
      title: 'Datadog keys',
      otherwise: OTHERWISE,
      take: async () => {
        const { valid } = await client.call(validate)
        const name = labels.datadog?.name ?? 'Datadog'
        return valid
          ? fine(`${name} takes the API key`)
          : fails(`${name} refuses the API key`, 'Give another DD_API_KEY')
      },
    },
    {
      ...monitoring,
      id: 'permissions',
      title: 'Permissions by product',
      take: async () => judgePermissions(await askEach(client, env, clock)),
    },
    { ...monitoring, id: 'telemetry', title: 'Telemetry arrives', take: () => telemetry(client, env, clock) },
    {
      ...monitoring,
      id: 'monitors',
      title: 'Monitors',
      take: async () => judgeMonitors(await client.call(monitorList(monitorTags(env)))),
    },
    { ...monitoring, id: 'slos', title: 'SLOs', timeoutMs: 15_000, take: () => slos(client, env, clock) },
    {
      ...monitoring,
      id: 'rum',
      title: 'Browsers (RUM)',
      take: async () => {
        const now = clock.now()
        const [applications, sessions] = await Promise.all([
          client.call(rumApplications),
          client.call(search('rum', `env:${env}`, now - 60 * 60_000, now)),
        ])
        return judgeRum(
          applications.data.map(one => one.attributes.name),
          env,
          sessions.data.length > 0,
        )
      },
    },
    ...dashboardLooks(platform.boards),
  ]
}

const validate: DatadogCall<{ valid: boolean }> = {
  method: 'GET',
  path: '/api/v1/validate',
  answer: z.looseObject({ valid: z.boolean() }),
  bucket: 'validate',
  permission: 'a valid API key',
}

const applicationsAnswer = z.looseObject({
  data: z.array(z.looseObject({ attributes: z.looseObject({ name: z.string() }) })).default([]),
})
const rumApplications: DatadogCall<z.infer<typeof applicationsAnswer>> = {
  method: 'GET',
  path: '/api/v2/rum/applications',
  answer: applicationsAnswer,
  bucket: 'rum-applications',
  permission: 'rum_apps_read',
}

const search = (kind: Parameters<typeof itemSearch>[0], query: string, from: number, to: number) =>
  itemSearch(kind, { query, indexes: [], from, to, limit: 1 })

/** What became of asking one product for very little. */
export interface Asked {
  product: string
  problem: DatadogError | null
}

/** One small question to each product that a lens or a promise needs. */
async function askEach(client: DatadogClient, env: string, clock: Clock): Promise<Asked[]> {
  const to = clock.now()
  const from = to - 5 * 60_000
  const usage = { data_source: 'metrics', name: 'a', query: 'avg:kubernetes.memory.usage{*}', aggregator: 'last' }
  const questions: Record<string, DatadogCall<unknown>> = {
    Metrics: scalarQuery({ from, to, queries: [usage], formulas: [{ formula: 'a' }] }),
    Logs: search('logs', `env:${env}`, from, to),
    APM: search('spans', `env:${env}`, from, to),
    RUM: search('rum', `env:${env}`, from, to),
    'LLM Observability': search('llm', '', from, to),
    Events: search('events', '', from, to),
    Monitors: monitorList(monitorTags(env)),
    SLOs: sloSearch(owned(env), 1),
  }
  return Promise.all(
    Object.entries(questions).map(async ([product, question]) => {
      try {
        await client.call(question)
        return { product, problem: null }
      } catch (error) {
        if (error instanceof DatadogError) return { product, problem: error }
        throw error
      }
    }),
  )
}

/** Only a refusal fails: a lens would stay empty on stage. */
export function judgePermissions(asked: readonly Asked[]): Finding {
  const words = ({ product, problem }: Asked) => `${product}: ${problem?.message}`
  const refused = asked.filter(one => one.problem?.kind === 'forbidden')
  if (refused.length > 0) {
    return fails(
      `refused for ${refused.map(words).join('; ')}`,
      'Give the application key the permission that is named',
    )
  }
  const failed = asked.filter(one => one.problem !== null)
  if (failed.length > 0) return look(failed.map(words).join('; '), 'Check again in a minute')
  return fine(`${asked.map(one => one.product).join(', ')} answer`)
}

async function telemetry(client: DatadogClient, env: string, clock: Clock): Promise<Finding> {
  const now = clock.now()
  const [spans, logs] = await Promise.all([
    client.call(search('spans', `env:${env}`, now - SPAN_MS, now)),
    client.call(search('logs', `env:${env}`, now - SPAN_MS, now)),
  ])
  return judgeTelemetry({ trace: newest(spans.data), log: newest(logs.data) }, now)
}

/** Milliseconds of the first item that says when it was; null without one. */
function newest(items: readonly { attributes: Record<string, unknown> }[]): number | null {
  const { timestamp, start_timestamp: start } = items[0]?.attributes ?? {}
  const at = Date.parse(String(timestamp ?? start))
  return Number.isNaN(at) ? null : at
}

/** Of each kind the time of its newest; null when none came in the last quarter of an hour. */
export function judgeTelemetry(newestOf: Record<string, number | null>, now: number): Finding {
  const kinds = Object.entries(newestOf)
  const missing = kinds.filter(([, at]) => at === null).map(([kind]) => kind)
  if (missing.length > 0) {
    return fails(
      `no ${missing.join(' and no ')} in the last ${SPAN_MS / 60_000} min`,
      'Turn on light traffic; if that does not help, look at the agent',
    )
  }
  const ages = kinds.map(([kind, at]) => ({ kind, seconds: Math.max(0, Math.round((now - (at ?? now)) / 1000)) }))
  const words = ages.map(({ kind, seconds }) => `last ${kind} ${seconds} s ago`).join(', ')
  return ages.some(({ seconds }) => seconds > 120) ? look(words, 'Turn on light traffic') : fine(words)
}

export function judgeMonitors(monitors: readonly Pick<MonitorAnswer, 'name' | 'overall_state'>[]): Finding {
  if (monitors.length === 0) return fails('there is none of this installation', APPLY)
  const named = (state: string) => monitors.filter(one => one.overall_state === state).map(one => `“${one.name}”`)
  const alerting = named('Alert')
  const words = `${monitors.length} monitors`
  if (alerting.length > 0) {
    return fails(
      `${words}, alerting: ${alerting.join(', ')}`,
      'Heal all and wait: a promise that it alerts would be kept before it began',
    )
  }
  const warning = named('Warn')
  return warning.length > 0
    ? look(`${words}, warning: ${warning.join(', ')}`, 'Wait until they are over')
    : fine(`${words}, none alerts`)
}

/** By the tags that everything of this installation carries. */
const owned = (env: string) => `managed_by:datadog-chatbot-demo installation:${env}`

async function slos(client: DatadogClient, env: string, clock: Clock): Promise<Finding> {
  const found = await client.call(sloSearch(owned(env), 50))
  const to = Math.floor(clock.now() / 1000)
  const histories = await Promise.all(
    found.data.attributes.slos.map(async ({ data: { id, attributes } }) => {
      const { data } = await client.call(sloHistory(id, to - 7 * 86_400, to))
      return { name: attributes.name, sli: data?.overall?.sli_value ?? null }
    }),
  )
  return judgeSlos(histories)
}

/** `sli`: percent over the last week; null without a history. */
export function judgeSlos(histories: readonly { name: string; sli: number | null }[]): Finding {
  if (histories.length === 0) return fails('there is none of this installation', APPLY)
  const empty = histories.filter(one => one.sli === null).map(one => `“${one.name}”`)
  if (empty.length > 0) return look(`no history yet: ${empty.join(', ')}`, 'Turn on light traffic for some minutes')
  const worst = Math.min(...histories.map(one => one.sli ?? 100))
  return fine(`${histories.length} SLOs with a history, the lowest at ${worst.toFixed(2)} %`)
}

/** `names`: of every RUM application; ours carries the marks of this installation in its name. */
export function judgeRum(names: readonly string[], env: string, sessions: boolean): Finding {
  const own = names.find(name => name.split(/[\s()]+/).includes(`installation:${env}`))
  if (own === undefined) return fails('no RUM application of this installation is known', APPLY)
  const words = `“${own.replace(/\s*\(.*$/, '')}”`
  if (sessions) return fine(`${words}, with sessions in the last hour`)
  return look(
    `${words}, but no session in the last hour`,
    'Open the chat in a browser; with one installed, traffic does so too',
  )
}
