import { hostname } from 'node:os'
import { newSecret } from '../cluster/secrets.ts'
import type { StartOptions } from '../options.ts'
import { freePort, freeUdpPort } from '../ports.ts'
import { type AgentAddresses, requireAgent } from './agent.ts'

/** Where telemetry goes and is asked for: an account of Datadog, or the stand-in of this machine. */
export interface DatadogPlatform {
  standIn: boolean
  site: string
  apiUrl: string
  apiKey: string
  appKey: string
  agent: AgentAddresses
  /** Where browsers' telemetry goes, and as which application; without one none is sent. */
  rum: { intakeUrl: string; applicationId: string; clientToken: string }
  /** DD_ENV of everything that runs here. */
  environment: string
}

const localUrl = (port: number) => `http://127.0.0.1:${port}`

/** The stand-in's addresses and keys, both made for this start: free ports, random keys. */
async function standIn(): Promise<DatadogPlatform> {
  const apiUrl = localUrl(await freePort())
  return {
    standIn: true,
    site: 'datadoghq.com',
    apiUrl,
    apiKey: newSecret(),
    appKey: newSecret(),
    agent: { traceUrl: localUrl(await freePort()), dogstatsdPort: await freeUdpPort() },
    rum: { intakeUrl: apiUrl, applicationId: '', clientToken: '' },
    environment: 'chat-demo',
  }
}

/** The host that browsers of a site send to: browser-intake-us5-datadoghq.com for us5.datadoghq.com. */
export function rumIntakeUrl(site: string): string {
  const parts = site.split('.')
  const extension = parts.pop()
  return `https://browser-intake-${parts.join('-')}.${extension}`
}

/** A value that Datadog takes for a tag as it is. */
const asTag = (text: string) => text.toLowerCase().replace(/[^a-z0-9-]+/g, '-')

/**
 * Decides where telemetry goes.
 * @throws StepError when an account is named and no Datadog Agent answers on this machine.
 */
export async function datadogPlatform({ datadog }: StartOptions, env: NodeJS.ProcessEnv): Promise<DatadogPlatform> {
  if (!datadog) return standIn()
  const { apiKey, appKey, site } = datadog
  return {
    standIn: false,
    site,
    apiUrl: env.DATADOG_API_URL ?? `https://api.${site}`,
    apiKey,
    appKey,
    agent: await requireAgent(env.DD_TRACE_AGENT_URL ?? localUrl(8126), site),
    rum: {
      intakeUrl: rumIntakeUrl(site),
      applicationId: env.DD_RUM_APPLICATION_ID ?? '',
      clientToken: env.DD_RUM_CLIENT_TOKEN ?? '',
    },
    // Two presenters in one account must not trigger each other's monitors.
    environment: `chat-demo-${asTag(env.CHAT_DEMO_INSTALLATION ?? hostname())}`,
  }
}
