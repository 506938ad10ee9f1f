/** Words that an object in Datadog carries when it is this product's, and this installation's. */
const OWNER = 'managed_by:datadog-chatbot-demo'

/** Tags of the monitors of one installation, as the API wants them: both. */
export const monitorTags = (env: string): string => `${OWNER},installation:${env}`

/** The one tag that an SLO of this installation has and nobody else's. */
export const installationTag = (env: string): string => `installation:${env}`

/** Of the objects that carry an installation's tag, those that this product made. */
export const isOurs = (tags: readonly string[] | null | undefined): boolean => tags?.includes(OWNER) ?? false

/** `overview` of a dashboard whose description says so; null for everybody else's dashboards. */
export function dashboardKey(description: string | null | undefined, env: string): string | null {
  const words = (description ?? '')
    .split('\n')
    .find(line => line.includes(OWNER))
    ?.split(/[\s()]+/)
  if (!words?.includes(OWNER) || !words.includes(`installation:${env}`)) return null
  return words.find(word => word.startsWith('demo_key:'))?.slice('demo_key:'.length) ?? null
}

/** A description as people wrote it, without the line of the marks. */
export function withoutMarks(description: string | null | undefined): string | null {
  const lines = (description ?? '').split('\n').filter(line => !line.includes(OWNER))
  return lines.join('\n').trim() || null
}
