/** What the page of the users shows, as the server shapes it and browsers draw it. */

export interface SessionRow {
  id: string
  user: string
  /** ISO times. */
  from: string
  to: string
  views: number
  actions: number
  errors: number
  /** `/chat`; null when no view was named. */
  lastView: string | null
}

export interface UserError {
  id: string
  at: string
  message: string
  /** `network`, `source`, `console`. */
  source: string | null
  session: string
  user: string
  view: string | null
  /** 32 hexadecimal digits. */
  traceId: string | null
}

export interface SessionsView {
  sessions: SessionRow[]
  errors: UserError[]
  /** There were more events than were read: the oldest sessions may be incomplete. */
  cut: boolean
}

/** The third quartile of each vital; null without a page load that measured it. */
export interface VitalsView {
  /** Seconds. */
  largestPaint: number | null
  /** Seconds. */
  nextPaint: number | null
  /** Without a unit. */
  layoutShift: number | null
}

export interface TimelineEvent {
  id: string
  at: string
  kind: 'view' | 'action' | 'resource' | 'error'
  /** What was opened, clicked, asked for, said. */
  name: string
  /** Status and the like. */
  detail: string | null
  seconds: number | null
  failed: boolean
  traceId: string | null
}

export interface TimelineView {
  session: SessionRow | null
  /** Oldest first. */
  events: TimelineEvent[]
  cut: boolean
}
