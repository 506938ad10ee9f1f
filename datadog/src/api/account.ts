import { type Kind, kinds } from '../definitions/kinds.ts'
import type { Found } from '../plan/plan.ts'
import type { Collection } from './collections.ts'
import { answerOf, DatadogError, explain } from './explain.ts'
import { dashboards, monitors, rumApplications, slos, syntheticTests } from './objects.ts'
import { sdk } from './sdk.ts'
import { TransportError, transport } from './transport.ts'

export interface AccountOptions {
  /** Origin of the API, for example https://api.datadoghq.eu */
  apiUrl: string
  apiKey: string
  appKey: string
  /** As in DD_SITE, for messages. */
  site: string
  /** Which installation's objects are ours. */
  env: string
  /** Told when a request waits for Datadog's rate limit. */
  onWait: (message: string) => void
}

/** One Datadog organisation, as this command works with it. */
export interface Account {
  collections: Record<Kind, Collection>
  /** All objects of ours. @throws DatadogError naming key, permission or site at fault */
  found(): Promise<Found[]>
  /** The token that a browser sends its events with. */
  clientToken(applicationId: string): Promise<string>
}

/** Logs in. @throws DatadogError when the keys are not accepted there */
export async function openAccount(options: AccountOptions): Promise<Account> {
  const loaded = await sdk()
  const { client, v1, v2 } = loaded
  const configuration = client.createConfiguration({
    authMethods: { apiKeyAuth: options.apiKey, appKeyAuth: options.appKey },
    baseServer: new client.BaseServerConfiguration(options.apiUrl, {}),
    fetch: transport({ onWait: options.onWait }),
    isIaC: true,
  })
  await checkKeys(
    () => new v1.AuthenticationApi(configuration).validate(),
    () => new v2.KeyManagementApi(configuration).validateAPIKey(),
    options,
  )
  const { env } = options
  const collections: Record<Kind, Collection> = {
    rum: rumApplications(loaded, configuration, env),
    slo: slos(loaded, configuration, env),
    monitor: monitors(loaded, configuration, env),
    synthetics: syntheticTests(loaded, configuration, env),
    dashboard: dashboards(loaded, configuration, env),
  }
  return {
    collections,
    async found() {
      const lists = await Promise.all(
        kinds.map(kind =>
          collections[kind].list().catch(error => {
            throw explain(error, kind, 'read')
          }),
        ),
      )
      return lists.flat()
    },
    async clientToken(id) {
      const { data } = await new v2.RUMApi(configuration).getRUMApplication({ id }).catch(error => {
        throw explain(error, 'rum', 'read')
      })
      return String(data?.attributes.clientToken)
    },
  }
}

/** Tells a wrong API key (or site) from a wrong application key: the first call needs only the API key. */
async function checkKeys(
  validateApiKey: () => Promise<unknown>,
  validateBoth: () => Promise<unknown>,
  { apiUrl, site }: AccountOptions,
): Promise<void> {
  const refused = async (call: () => Promise<unknown>) => {
    try {
      await call()
      return false
    } catch (error) {
      const answer = answerOf(error)
      if (answer?.status === 401 || answer?.status === 403) return true
      if (error instanceof TransportError) throw new DatadogError(`${error.message}. Is ${site} the right DD_SITE?`)
      throw answer ? new DatadogError(`${apiUrl} said ${answer.status} to the keys: ${answer.text}.`) : error
    }
  }
  if (await refused(validateApiKey)) {
    throw new DatadogError(
      `${apiUrl} does not accept the API key (DD_API_KEY). Either the key is wrong, or it belongs to another site: DD_SITE is ${site}, the address bar of your Datadog names yours (datadoghq.com, datadoghq.eu, us3.datadoghq.com, us5.datadoghq.com, ap1.datadoghq.com, ap2.datadoghq.com …).`,
    )
  }
  if (await refused(validateBoth)) {
    throw new DatadogError(
      `${apiUrl} accepts the API key, but not the application key (DD_APP_KEY). It is wrong, revoked, or of another organisation.`,
    )
  }
}
