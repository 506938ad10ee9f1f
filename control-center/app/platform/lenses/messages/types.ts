/** What the page of the messages shows of their flow, as the server shapes it and browsers draw it. */

/** A part of the way. Null where nobody measured it in the time that was asked for. */
export interface FlowFigures {
  /** Messages per second. */
  publishedPerSecond: number | null
  deliveredPerSecond: number | null
  repliesOutPerSecond: number | null
  repliesInPerSecond: number | null
  /** Seconds, 95th percentile, all of them. */
  publish: number | null
  waitInRequests: number | null
  answer: number | null
  waitInReplies: number | null
  wholeReply: number | null
  /** Seconds that the oldest question waits now. */
  oldestWaiting: number | null
  requestsReady: number | null
  requestsUnacked: number | null
  workers: number | null
  repliesReady: number | null
  dead: number | null
}

export interface FlowView {
  now: FlowFigures
  usual: FlowFigures
  /** ISO: the minute that `now` is about. */
  from: string
  to: string
  /** ISO: what `usual` is about. */
  usualFrom: string
  usualTo: string
}
