import { z } from 'zod'
import { name, seconds, text } from './words.ts'

const signalBase = { signal: name, title: text, withinSeconds: seconds }

/** What a pod can be seen in. `ready` and `second-version` are states of all pods of the Deployment together. */
export const podStates = [
  'oom-killed',
  'restarted',
  'crash-loop',
  'not-ready',
  'image-error',
  'second-version',
  'ready',
] as const

/** More than, or less than: a figure, or what it was in the five minutes before the injection, times or plus something. */
const level = z.union([
  z.number(),
  z.strictObject({ timesBaseline: z.number().positive() }),
  z.strictObject({ baselinePlus: z.number() }),
])

/** Searches and metric queries are Datadog's own, with `$env` for the installation's own tag as in its dashboards. */
const query = text

const datadogMetric = z
  .strictObject({
    /** Each metric query by the name that the formula uses. */
    queries: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), query),
    formula: text,
    /** What makes one figure of a window. */
    aggregator: z.enum(['avg', 'sum', 'max', 'min', 'last']).default('avg'),
    above: level.optional(),
    below: level.optional(),
    /** The window that is looked at, ending now and never beginning before the injection. */
    overSeconds: seconds.default(60),
  })
  .refine(metric => (metric.above === undefined) !== (metric.below === undefined), {
    message: 'wants either above or below',
  })

/** What is looked at in Datadog. */
const datadogLook = {
  datadogMetric,
  /** The monitor with this key alerts. */
  monitor: z.strictObject({ key: name }),
  /** Spans, or log lines, since the injection. */
  spans: z.strictObject({ query, atLeast: z.int().min(1).max(100).default(1) }),
  logs: z.strictObject({ query, atLeast: z.int().min(1).max(100).default(1) }),
}

/** A promised signal: exactly one of the kinds says what is looked at. */
export const promiseSchema = z.union([
  z.strictObject({
    ...signalBase,
    readyPods: z.strictObject({ deployment: name, atMost: z.int().min(0) }),
  }),
  z.strictObject({
    ...signalBase,
    pod: z.strictObject({
      deployment: name,
      state: z.enum(podStates),
      /** Looked at no earlier than this after the injection: for what has to stay. */
      afterSeconds: seconds.optional(),
    }),
  }),
  z.strictObject({ ...signalBase, queueDepth: z.strictObject({ risesBy: z.int().min(1) }) }),
  z.strictObject({ ...signalBase, oldestWaiting: z.strictObject({ aboveSeconds: seconds }) }),
  z.strictObject({
    ...signalBase,
    chatCounter: z.strictObject({ name: z.enum(['timedOut', 'failed', 'waiting']), risesBy: z.int().min(1) }),
  }),
  z.strictObject({ ...signalBase, datadogMetric: datadogLook.datadogMetric }),
  z.strictObject({ ...signalBase, monitor: datadogLook.monitor }),
  z.strictObject({ ...signalBase, spans: datadogLook.spans }),
  z.strictObject({ ...signalBase, logs: datadogLook.logs }),
])
export type SignalPromise = z.infer<typeof promiseSchema>

export type DatadogPromise = Extract<
  SignalPromise,
  { datadogMetric: unknown } | { monitor: unknown } | { spans: unknown } | { logs: unknown }
>

export const isDatadogPromise = (promise: SignalPromise): promise is DatadogPromise =>
  'datadogMetric' in promise || 'monitor' in promise || 'spans' in promise || 'logs' in promise
