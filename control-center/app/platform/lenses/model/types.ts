/** What the page of the model shows, as the server shapes it and browsers draw it. */

/** What was said of a reply. */
export interface Evaluation {
  /** As it was sent: `user_feedback`, `keyword_overlap`. */
  label: string
  /** A score, a yes or no, a category. */
  value: number | boolean | string
  /** `pass` or `fail` where the evaluator said so. */
  assessment: string | null
}

export interface Tokens {
  input: number
  output: number
}

/** Why a call has no good reply. */
export interface CallError {
  /** HTTP status of the provider's answer; null when none came. */
  status: number | null
  /** `AuthenticationError` and the like; null when it was not said. */
  type: string | null
  /** The provider's words; null where the export leaves them out. */
  said: string | null
}

/** One call of the model. */
export interface ModelCall {
  /** Span id. */
  id: string
  /** ISO. */
  at: string
  conversation: string | null
  question: string
  /** Who asked; null of a span without its workflow. */
  user: string | null
  /** 1 for the first question of its conversation, as far as the model was shown it. */
  turn: number
  /** 1 for the first call of its question; more of what was tried again. */
  attempt: number
  /** null of a call that was answered. */
  error: CallError | null
  /** Seconds from the call to the first token; null without one. */
  firstTokenSeconds: number | null
  seconds: number
  tokens: Tokens | null
  /** US dollars, as Datadog estimates it; null without a price. */
  cost: number | null
  model: string | null
  /** Of the reply, at the call that wrote it. */
  evaluations: Evaluation[]
}

export interface CallsView {
  /** Newest first. */
  calls: ModelCall[]
  /** There were more than were read. */
  cut: boolean
}

/** A question of a conversation with what came of it. */
export interface Turn {
  /** Span id of its newest workflow. */
  id: string
  at: string
  question: string
  user: string | null
  messageId: string | null
  /** 32 hexadecimal digits; null where it is not known. */
  traceId: string | null
  /** null while there is none. */
  reply: string | null
  /** What the asker was told instead of a reply; null of a turn that went well. */
  failure: { code: string | null; reason: string } | null
  /** Its calls of the model, oldest first. */
  calls: ModelCall[]
  tokens: Tokens
  cost: number | null
  evaluations: Evaluation[]
}

export interface ConversationView {
  id: string
  user: string | null
  model: string | null
  /** What the model is told before every question; null before the first call. */
  systemPrompt: string | null
  /** Oldest first. */
  turns: Turn[]
  tokens: Tokens
  cost: number | null
  /** Median of the replies; null without one. */
  firstTokenSeconds: number | null
  cut: boolean
}
