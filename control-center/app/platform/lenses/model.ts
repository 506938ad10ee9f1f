import type { Owner } from '../widgets/model.ts'

/** What the lenses Traces and Logs show: shapes that the server makes of Datadog's answers. */

export interface Span {
  id: string
  /** null of a root. */
  parentId: string | null
  service: string
  /** Whose it is by colour: SQL is postgres, AMQP is rabbitmq, the model's call is model. */
  owner: Owner
  operation: string
  resource: string
  /** Milliseconds since the epoch. */
  start: number
  /** Milliseconds. */
  duration: number
  error: boolean
  /** `504`; null of a span that is no HTTP request. */
  httpStatus: string | null
  /** Everything else that it carries, by its full name. */
  tags: Record<string, string>
}

/** One trace as a list shows it. */
export interface TraceRow {
  id: string
  /** ISO. */
  at: string
  service: string
  owner: Owner
  resource: string
  /** Milliseconds from the first span's start to the last one's end. */
  duration: number
  error: boolean
  httpStatus: string | null
  spans: number
  services: number
  /** Names of the services whose span should be there and is not. */
  missing: string[]
}

export interface TraceList {
  rows: TraceRow[]
  /** Seconds after which asking again is worth it, and within the rate limit. */
  everySeconds: number
  /** What the usual wait between publish and delivery is, of the traces of this list: milliseconds. */
  usualWait: UsualWait | null
}

export interface UsualWait {
  count: number
  p50: number
}

/** A span that should be there and is not. */
export interface MissingSpan {
  /** The span after which it was expected. */
  after: string
  /** Milliseconds since the epoch. */
  expectedAt: number
  service: string
  owner: Owner
  operation: string
  /** Why it was expected, who should have answered. */
  because: string
  who: string
  /** It may still come: what consumes sends its span when it is done. */
  soon: boolean
}

export interface LogLine {
  id: string
  /** ISO. */
  at: string
  status: string
  service: string
  owner: Owner
  message: string
  pod: string | null
  traceId: string | null
  /** Its attributes as JSON, as Datadog gives them. */
  json: string
}

export interface LogPage {
  /** Where the next older page begins; null at the end. */
  older: string | null
  /** Newest first. */
  lines: LogLine[]
  everySeconds: number
}

/** One trace with all that belongs to it. */
export interface TraceDetail {
  id: string
  spans: Span[]
  missing: MissingSpan[]
  logs: LogLine[]
  /** Why the logs or the browser's part could not be read; the spans are there all the same. */
  problems: string[]
  /** The control center's clock, as ISO. */
  asOf: string
}
