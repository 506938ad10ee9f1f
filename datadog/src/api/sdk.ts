import type { client, v1, v2 } from '@datadog/datadog-api-client'

export interface Sdk {
  client: typeof client
  v1: typeof v1
  v2: typeof v2
}

let loaded: Promise<Sdk> | undefined

/**
 * The official client, loaded at its first use and nowhere else: it costs about a second and 140 MB. Its own log is
 * silent, because every failure comes back as an error that is told in our words.
 */
export function sdk(): Promise<Sdk> {
  loaded ??= import('@datadog/datadog-api-client').then(({ client, v1, v2, logger }) => {
    logger.setLevel('silent')
    return { client, v1, v2 }
  })
  return loaded
}
