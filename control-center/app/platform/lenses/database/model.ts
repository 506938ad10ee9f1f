/** What the page of the database shows, as the server shapes it and browsers draw it. */

import type { Owner } from '../../widgets/model.ts'

/** One client's connection, and what it runs. */
export interface SessionView {
  pid: number
  /** What the client calls itself, or the service that its statement names. */
  application: string
  owner: Owner
  user: string | null
  statement: string
  signature: string | null
  /** `active`, `idle in transaction`. */
  state: string
  /** `Lock: relation`; null when it waits for nothing. */
  wait: string | null
  /** ISO time since when its statement runs. */
  since: string | null
  /** How long its statement has run by then; seconds. */
  seconds: number | null
  /** How long its transaction has been open; seconds. */
  transactionSeconds: number | null
  /** 32 hexadecimal digits. */
  traceId: string | null
}

export interface WaitNode {
  /** Null for a blocker that was not in the sample. */
  session: SessionView | null
  pid: number
  /** Whom it waits for beside the one it stands under. */
  alsoBehind: number[]
  behind: WaitNode[]
}

export interface ActivityView {
  /** ISO time of the newest sample; null when none came lately. */
  sampledAt: string | null
  /** Those who block, with those who wait behind them. */
  roots: WaitNode[]
  waiting: number
  /** All that were busy in that sample. */
  busy: number
}

export interface QueryRow {
  signature: string
  /** Null while no sample has shown its text. */
  statement: string | null
  user: string
  owner: Owner
  calls: number
  /** Seconds. */
  totalSeconds: number
  meanSeconds: number
  /** Part of one of all statements' time. */
  share: number
}

export interface QueriesView {
  rows: QueryRow[]
  /** Why texts are missing, when they could not be asked for. */
  textProblem: string | null
}

export interface PlanRow {
  /** Place in the tree, `0.1.0`. */
  id: string
  depth: number
  /** `Seq Scan`. */
  node: string
  /** `on messages`, `messages.id = m.id`. */
  detail: string
  /** Estimated rows. */
  rows: number | null
  /** Total cost, in PostgreSQL's units. */
  cost: number
  /** What it costs without its children. */
  ownCost: number
  /** Part of one of the whole plan's cost that is its own. */
  share: number
}

export interface PlanView {
  rows: PlanRow[]
  cost: number
  /** What the plan says in a sentence; null when nothing stands out. */
  says: string | null
}

/** The plan of one query, or why there is none. */
export type PlanAnswer =
  | { found: true; at: string; statement: string; traceId: string | null; plan: PlanView }
  | { found: false; why: string }
