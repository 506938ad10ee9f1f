import { setTimeout as wait } from 'node:timers/promises'
import { type AssertionResult, describe, judge } from './assertions.ts'
import type { Plan, Step } from './plan.ts'
import { type Failure, type HttpResponse, requestSchema, send } from './request.ts'
import { extract, replaced, type Variables } from './variables.ts'

/** What a run found, `result` as the API writes it. */
export interface Outcome {
  passed: boolean
  /** Milliseconds of all requests. */
  duration: number
  result: Record<string, unknown>
}

interface StepOutcome {
  passed: boolean
  failure: Failure | null
  response: HttpResponse | null
  assertions: readonly AssertionResult[]
  extracted: ReadonlyMap<string, string>
}

const BODY_KEPT = 4096

/** Runs the plan, again when it fails and may be retried. Never rejects: what goes wrong is the outcome. */
export async function runPlan(plan: Plan, now: () => number, signal: AbortSignal): Promise<Outcome> {
  for (let left = plan.retries; ; left--) {
    const outcome = await runOnce(plan, now())
    if (outcome.passed || left <= 0 || signal.aborted) return outcome
    await wait(plan.retryInterval, undefined, { signal }).catch(() => {})
  }
}

async function runOnce(plan: Plan, now: number): Promise<Outcome> {
  // Texts of variables may themselves hold what is made anew for each run.
  let variables: Variables = new Map([...plan.variables].map(([name, text]) => [name, replaced(text, new Map(), now)]))
  const outcomes: { step: Step; outcome: StepOutcome | null }[] = []
  let passed = true
  let ended = false
  for (const step of plan.steps) {
    if (ended) {
      outcomes.push({ step, outcome: null })
      continue
    }
    const outcome = await runStep(step, variables, plan.followRedirects, now)
    outcomes.push({ step, outcome })
    variables = new Map([...variables, ...outcome.extracted])
    if (outcome.passed) continue
    // A step that may fail fails the run only where it is critical; the others end it.
    if (!step.allowFailure || step.isCritical) passed = false
    ended = !step.allowFailure
  }
  const duration = outcomes.reduce((sum, { outcome }) => sum + (outcome?.response?.timings.total ?? 0), 0)
  const [only] = outcomes
  if (!plan.isMulti && only?.outcome) return { passed, duration, result: resultOf(only.step, only.outcome) }
  return { passed, duration, result: multiResult(passed, duration, outcomes) }
}

async function runStep(step: Step, variables: Variables, followRedirects: boolean, now: number): Promise<StepOutcome> {
  const request = requestSchema.parse(replaced(step.request, variables, now))
  const answer = await send(request, request.follow_redirects ?? followRedirects)
  if ('code' in answer) return { passed: false, failure: answer, response: null, assertions: [], extracted: new Map() }
  const assertions = step.assertions.map(assertion => judge(replaced(assertion, variables, now), answer))
  const wrong = assertions.filter(({ valid }) => !valid)
  const extracted = new Map<string, string>()
  const missing: string[] = []
  for (const extraction of step.extractedValues) {
    const value = extract(extraction, answer)
    if (value === undefined) missing.push(extraction.name)
    else extracted.set(extraction.name, value)
  }
  const failure =
    wrong.length > 0
      ? { code: 'INCORRECT_ASSERTION', message: wrong.map(describe).join('; ') }
      : missing.length > 0
        ? { code: 'INVALID_TEST', message: `The answer has no value for ${missing.join(', ')}.` }
        : null
  return { passed: failure === null, failure, response: answer, assertions, extracted }
}

function resultOf({ request }: Step, { passed, failure, response, assertions }: StepOutcome): Record<string, unknown> {
  return {
    eventType: 'finished',
    subtype: 'http',
    passed,
    ...(failure !== null && { failure, error: failure.message }),
    ...(response !== null && {
      httpStatusCode: response.status,
      responseHeaders: response.headers,
      responseSize: response.size,
      ...(request.noSavingResponseBody !== true && { responseBody: response.body.slice(0, BODY_KEPT) }),
      timings: response.timings,
      assertionResults: assertions,
    }),
  }
}

function multiResult(
  passed: boolean,
  duration: number,
  outcomes: readonly { step: Step; outcome: StepOutcome | null }[],
): Record<string, unknown> {
  const failed = outcomes.find(({ step, outcome }) => outcome?.failure && (!step.allowFailure || step.isCritical))
  const failure = failed?.outcome?.failure
  return {
    eventType: 'finished',
    subtype: 'multi',
    passed,
    duration,
    timings: { total: Math.round(duration * 10) / 10 },
    ...(failure != null && { failure: { code: failure.code, message: `${failed?.step.name}: ${failure.message}` } }),
    steps: outcomes.map(({ step, outcome }, index) => ({
      id: index + 1,
      name: step.name,
      allowFailure: step.allowFailure,
      isCritical: step.isCritical,
      skipped: outcome === null,
      ...(outcome !== null && resultOf(step, outcome)),
    })),
  }
}
