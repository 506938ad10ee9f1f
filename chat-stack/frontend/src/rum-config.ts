/** What the server tells the page of its browser monitoring; the token is one that Datadog means to be public. */
export interface RumConfig {
  applicationId: string
  clientToken: string
  service: string
  env: string | undefined
  version: string | undefined
}
