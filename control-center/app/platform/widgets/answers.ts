import * as calls from '../datadog/calls.ts'
import type { DatadogClient } from '../datadog/client.ts'
import { DatadogError } from '../datadog/problem.ts'
import type { Ask, MetricAsk } from './asks.ts'
import { type Batch, batches, halves } from './batch.ts'
import type { Dashboard } from './definition.ts'
import type { SloReading } from './judged-data.ts'
import { type RowsAnswer, type SeriesAnswer, splitScalar, splitSeries } from './metrics-data.ts'

/** What Datadog said to an ask. */
export type Answer =
  | { kind: 'timeseries'; value: SeriesAnswer }
  | { kind: 'scalar'; value: RowsAnswer }
  | { kind: 'list'; value: calls.ItemsAnswer['data'] }
  | { kind: 'monitor-search'; value: calls.MonitorSearchAnswer }
  | { kind: 'monitor-list'; value: calls.MonitorAnswer[] }
  | { kind: 'slo'; value: SloReading }
  | { kind: 'slo-search'; value: calls.SloSearchAnswer }
  | { kind: 'dashboard-list'; value: { id: string; description?: string | null }[] }
  | { kind: 'dashboard'; value: Dashboard }

export interface Asked {
  ask: Ask
  outcome: Answer | DatadogError
}

export interface AskOptions {
  client: DatadogClient
  now: number
  /** Asks that were refused within a batch; they are added to and read. */
  alone: Set<Ask>
}

const isMetric = (ask: Ask): ask is MetricAsk => ask.kind === 'timeseries' || ask.kind === 'scalar'

/** Seconds of a bucket: what gives about 60 points, in steps that people think in. */
const STEPS = [10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400].map(seconds => seconds * 1000)

export const stepOf = (spanMs: number): number => STEPS.find(step => spanMs / step <= 60) ?? spanMs / 60

/** Asks everything of one kind at once, in as few calls as it takes. Never rejects: an outcome may be an error. */
export async function askAll(asks: readonly Ask[], options: AskOptions): Promise<{ asked: Asked[]; calls: number }> {
  const metric = asks.filter(isMetric)
  const others = asks.filter(ask => !isMetric(ask))
  const together = batches(metric, ask => options.alone.has(ask))
  const rounds = await Promise.all([
    ...together.map(batch => askBatch(batch, options)),
    ...others.map(async ask => [{ ask, outcome: await outcomeOf(() => askOne(ask, options)) }]),
  ])
  return { asked: rounds.flat(), calls: together.length + others.length }
}

async function outcomeOf(ask: () => Promise<Answer>): Promise<Answer | DatadogError> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof DatadogError) return error
    throw error
  }
}

async function askBatch(batch: Batch, options: AskOptions): Promise<Asked[]> {
  try {
    const answers = await callBatch(batch, options)
    return batch.parts.flatMap(({ ask }, index) => {
      const outcome = answers[index]
      return outcome ? [{ ask, outcome }] : []
    })
  } catch (error) {
    if (!(error instanceof DatadogError)) throw error
    const parts = error.kind === 'invalid' ? halves(batch) : null
    if (parts) {
      // One wrong query refuses the whole body: find it, and leave it out from now on.
      const rounds = await Promise.all(
        parts.flatMap(half => batches(half, () => false)).map(half => askBatch(half, options)),
      )
      return rounds.flat()
    }
    if (error.kind === 'invalid') for (const { ask } of batch.parts) options.alone.add(ask)
    return batch.parts.map(({ ask }) => ({ ask, outcome: error }))
  }
}

async function callBatch(batch: Batch, { client, now }: AskOptions): Promise<Answer[]> {
  const { queries, formulas, spanMs } = batch
  if (batch.kind === 'scalar') {
    const answer = await client.call(calls.scalarQuery({ from: now - spanMs, to: now, queries, formulas }))
    refuse(answer.errors)
    return splitScalar(batch, answer).map(value => ({ kind: 'scalar', value }))
  }
  const step = stepOf(spanMs)
  // The running bucket is not complete: it would look like a fall.
  const to = Math.floor(now / step) * step
  const answer = await client.call(calls.timeseriesQuery({ from: to - spanMs, to, interval: step, queries, formulas }))
  refuse(answer.errors)
  return splitSeries(batch, answer, step).map(value => ({ kind: 'timeseries', value }))
}

/** Datadog tells some errors of a query in an answer that is a success otherwise. */
function refuse(errors: string | null | undefined): void {
  if (errors) throw new DatadogError('invalid', errors, 200, [errors])
}

async function askOne(ask: Exclude<Ask, MetricAsk>, { client, now }: AskOptions): Promise<Answer> {
  switch (ask.kind) {
    case 'monitor-search':
      return { kind: ask.kind, value: await client.call(calls.monitorSearch(ask.query)) }
    case 'monitor-list':
      return { kind: ask.kind, value: await client.call(calls.monitorList(ask.tag)) }
    case 'slo-search':
      return { kind: ask.kind, value: await client.call(calls.sloSearch(ask.query, ask.limit)) }
    case 'slo': {
      const to = Math.floor(now / 1000)
      const [slo, history] = await Promise.all([
        client.call(calls.slo(ask.id)),
        client.call(calls.sloHistory(ask.id, to - Number.parseInt(ask.window, 10) * 86_400, to)),
      ])
      return { kind: ask.kind, value: { slo, history } }
    }
    case 'dashboard-list':
      return { kind: ask.kind, value: (await client.call(calls.dashboardList())).dashboards }
    case 'dashboard':
      return { kind: ask.kind, value: await client.call(calls.dashboard(ask.id)) }
    default: {
      const { kind, query, indexes, spanMs, limit } = ask
      const answer = await client.call(calls.itemSearch(kind, { query, indexes, limit, from: now - spanMs, to: now }))
      return { kind: 'list', value: answer.data }
    }
  }
}
