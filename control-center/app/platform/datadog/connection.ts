/** Where Datadog is and who asks, from the environment. */
export interface DatadogConnection {
  /** Origin of the API, e.g. `https://api.datadoghq.eu`. */
  apiUrl: string
  apiKey: string
  appKey: string
  /** Origin of the web application, for links; null when there is none. */
  appUrl: string | null
}

export const DEFAULT_SITE = 'datadoghq.com'

const withoutSlash = (url: string) => url.replace(/\/+$/, '')

/** `app.datadoghq.com`, `app.datadoghq.eu`, but `us5.datadoghq.com`: a site with a region of its own has no `app.`. */
export function appHost(site: string): string {
  return site.split('.').length === 2 ? `app.${site}` : site
}

/**
 * Addresses of a site. An API elsewhere than the site's own has no web application unless one is named;
 * an empty name says that there is none.
 */
export function datadogAddresses(given: { site?: string; apiUrl?: string; appUrl?: string }): {
  apiUrl: string
  appUrl: string | null
} {
  const site = given.site ?? DEFAULT_SITE
  const own = `https://api.${site}`
  const apiUrl = withoutSlash(given.apiUrl ?? own)
  if (given.appUrl !== undefined) return { apiUrl, appUrl: withoutSlash(given.appUrl) || null }
  return { apiUrl, appUrl: apiUrl === own ? `https://${appHost(site)}` : null }
}
