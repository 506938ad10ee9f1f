import { z } from 'zod'
import { StepError } from '../steps.ts'

export interface AgentAddresses {
  traceUrl: string
  /** UDP, on the same host. */
  dogstatsdPort: number
}

const info = z.object({
  version: z.string(),
  config: z.object({ statsd_port: z.number().int().positive().optional() }).optional(),
})

/** The Datadog Agent behind an address, or null where none answers. */
export async function findAgent(traceUrl: string): Promise<AgentAddresses | null> {
  let answer: unknown
  try {
    const response = await fetch(new URL('/info', traceUrl), { signal: AbortSignal.timeout(2000) })
    answer = await response.json()
  } catch {
    return null // nobody listens, or somebody who is no Agent: the caller says what is missing
  }
  const parsed = info.safeParse(answer)
  return parsed.success ? { traceUrl, dogstatsdPort: parsed.data.config?.statsd_port ?? 8125 } : null
}

/** @throws StepError that says how to get an Agent when none answers. */
export async function requireAgent(traceUrl: string, site: string): Promise<AgentAddresses> {
  const agent = await findAgent(traceUrl)
  if (agent) return agent
  throw new StepError(
    `DD_API_KEY and DD_APP_KEY name an account of ${site}; what runs on this machine reaches it through a Datadog Agent, and none answers at ${traceUrl}/info.`,
    {
      todo: [
        'start one beside this, for example:',
        `  docker run -d -e DD_API_KEY -e DD_SITE=${site} -e DD_APM_NON_LOCAL_TRAFFIC=true -e DD_DOGSTATSD_NON_LOCAL_TRAFFIC=true -p 127.0.0.1:8126:8126 -p 127.0.0.1:8125:8125/udp registry.datadoghq.com/agent:7`,
        'name another address in DD_TRACE_AGENT_URL, or start without both keys to rehearse with the stand-in.',
      ].join('\n'),
    },
  )
}
