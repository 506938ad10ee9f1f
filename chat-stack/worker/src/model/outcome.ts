import { APIConnectionTimeoutError, APIError } from 'openai'

/** Why a question failed, as it is counted. */
export type FailureCode =
  | 'invalid_request'
  | 'unauthorized'
  | 'forbidden'
  | 'unknown_model'
  | 'quota'
  | 'rate_limited'
  | 'no_answer'

/** What becomes of a question whose call of the model failed. */
export type Outcome =
  /** Trying again would not help by itself. */
  | { kind: 'fail'; reason: string; code: FailureCode; retryable: boolean }
  /** Try again here after so long. */
  | { kind: 'again'; afterMs: number; reason: string }
  /** Back into the queue: counts towards its delivery limit. */
  | { kind: 'requeue'; reason: string }

export interface Attempt {
  /** 1 for the first call of this delivery. */
  number: number
  /** Milliseconds since the question was accepted. */
  ageMs: number
  /** From 0 to 1: spreads the retries of many questions. */
  jitter: number
}

const attemptsPerDelivery = 5
const maxWaitMs = 60_000
/** A question that was only ever told to wait is given up at this age. */
const maxAgeMs = 15 * 60_000

/** The provider said what it says, when it says nothing of its own. */
const refusals: Record<number, { reason: string; code: FailureCode; retryable: boolean }> = {
  400: { reason: 'The model refused the question as invalid (400).', code: 'invalid_request', retryable: false },
  401: { reason: 'The model refused our API key (401).', code: 'unauthorized', retryable: true },
  403: { reason: 'The model does not allow us this request (403).', code: 'forbidden', retryable: true },
  404: { reason: 'The model is not known to the provider (404).', code: 'unknown_model', retryable: true },
  413: { reason: 'The question is too large for the model (413).', code: 'invalid_request', retryable: false },
  422: { reason: 'The model cannot process the question (422).', code: 'invalid_request', retryable: false },
}

export function decide(error: unknown, attempt: Attempt): Outcome {
  const status = error instanceof APIError ? error.status : undefined
  if (error instanceof APIError && status === 429) return rateLimited(error, attempt)
  const refusal = status === undefined ? undefined : refusals[status]
  if (refusal !== undefined) return { kind: 'fail', ...refusal }
  const reason = describe(error, status)
  if (attempt.number >= attemptsPerDelivery) return { kind: 'requeue', reason }
  return { kind: 'again', afterMs: backOff(attempt), reason }
}

function rateLimited(error: APIError, attempt: Attempt): Outcome {
  if (error.code === 'insufficient_quota') {
    return {
      kind: 'fail',
      reason: 'Our quota with the model provider is used up (429).',
      code: 'quota',
      retryable: true,
    }
  }
  if (attempt.ageMs > maxAgeMs) {
    return {
      kind: 'fail',
      reason: 'The model provider kept limiting our rate (429).',
      code: 'rate_limited',
      retryable: true,
    }
  }
  const asked = retryAfterMs(error.headers)
  const wait = asked === undefined ? backOff(attempt) : Math.min(maxWaitMs, asked) * (1 + attempt.jitter / 4)
  return { kind: 'again', afterMs: Math.round(wait), reason: 'The model provider limits our rate (429).' }
}

function backOff({ number, jitter }: Attempt): number {
  return Math.round(Math.min(maxWaitMs, 1_000 * 2 ** (number - 1)) * (0.75 + jitter / 2))
}

/** `retry-after` in seconds, or the provider's finer `retry-after-ms`. */
function retryAfterMs(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (milliseconds >= 0) return milliseconds
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN)
  return seconds >= 0 ? seconds * 1_000 : undefined
}

function describe(error: unknown, status: number | undefined): string {
  if (error instanceof APIConnectionTimeoutError) return 'The model did not answer in time.'
  if (status !== undefined) return `The model answered ${status}.`
  return `The model could not be reached: ${error instanceof Error ? error.message : String(error)}`
}
