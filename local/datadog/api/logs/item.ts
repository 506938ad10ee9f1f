import { allTags, present } from '../search/answers.ts'

/** A log as the store returns it. */
export interface StoredLog {
  time: number
  id: string
  status: string
  service: string
  source: string
  host: string
  env: string
  version: string
  message: string
  trace_id: string
  span_id: string
  tags: string[]
  attributes: Record<string, unknown>
}

/** A log as v2 shows it; its attributes are what v1 calls content. */
export function logItem(log: StoredLog) {
  const { env, service, source, version } = log
  const linked = log.trace_id !== '' && log.attributes.dd === undefined && log.attributes.trace_id === undefined
  return {
    id: log.id,
    type: 'log',
    attributes: {
      timestamp: new Date(log.time).toISOString(),
      status: log.status,
      ...present({ service, host: log.host }),
      message: log.message,
      tags: allTags(log.tags, { env, service, source, version }),
      attributes: {
        ...log.attributes,
        ...(linked ? { dd: { trace_id: log.trace_id, span_id: log.span_id } } : {}),
      },
    },
  }
}
