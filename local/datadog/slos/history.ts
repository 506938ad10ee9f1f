import type { ApiContext } from '../api/context.ts'
import { isoTime, seconds } from '../objects/fields.ts'
import type { TimeRange } from '../query/error.ts'
import { budgetRemaining, type Counted, sli, stateOf } from './budget.ts'
import { correctionsOf, excluded } from './corrections.ts'
import type { SloDocument } from './documents.ts'
import { type Bucket, measure, measureSeries, type StateChange } from './measure.ts'
import { emptyError } from './status.ts'
import { sloBody, thresholdBody, typeId } from './view.ts'

/** What the API answers as an SLO's history. */
export interface HistoryRequest {
  range: TimeRange
  /** Percent: the budget for a target that is not the SLO's own. */
  target?: number
  corrected: boolean
}

const INTERVALS = [60, 300, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400]
const POINTS = 150

export async function sloHistory(
  context: Pick<ApiContext, 'metrics' | 'store' | 'now'>,
  slo: SloDocument,
  { range, target, corrected }: HistoryRequest,
): Promise<Record<string, unknown>> {
  const measured = await measure(context, slo, range, { corrected })
  const targets: [string, number][] =
    target === undefined ? slo.thresholds.map(each => [each.timeframe, each.target]) : [['custom', target]]
  const [, primary] = targets.find(([timeframe]) => timeframe === slo.timeframe) ?? targets[0] ?? ['custom', 99]
  const part = (name: string, counted: Counted, history: readonly StateChange[]) => ({
    name,
    group: name,
    ...indicator(slo, counted, history, targets, primary),
  })
  const components = measured.components.map(each => part(each.name, each.counted, each.history))
  const corrections = corrected ? excluded(correctionsOf(context.store.documents, slo), range) : []
  return {
    thresholds: Object.fromEntries(slo.thresholds.map(each => [each.timeframe, thresholdBody(each)])),
    from_ts: seconds(range.from),
    to_ts: seconds(range.to),
    type: slo.type,
    type_id: typeId(slo.type),
    slo: sloBody(slo),
    group_by: [],
    overall: {
      name: slo.name,
      ...indicator(slo, measured.overall, measured.history, targets, primary),
      corrections: corrections.map(({ from, to }) => ({ start: seconds(from), end: seconds(to) })),
    },
    ...(components.length > 0 && { [slo.type === 'monitor' ? 'monitors' : 'groups']: components }),
    ...(slo.type === 'metric' && { series: await series(context, slo, range, corrected) }),
  }
}

function indicator(
  slo: SloDocument,
  counted: Counted,
  history: readonly StateChange[],
  targets: readonly [string, number][],
  primary: number,
) {
  const value = sli(counted)
  const warning = slo.thresholds.find(threshold => threshold.target === primary)?.warning
  return {
    sli_value: value,
    uptime: slo.type === 'metric' ? null : value,
    span_precision: 2,
    precision: Object.fromEntries(targets.map(([timeframe]) => [timeframe, 2])),
    ...(value !== null && {
      error_budget_remaining: Object.fromEntries(
        targets.map(([timeframe, target]) => [timeframe, budgetRemaining(counted, target)]),
      ),
    }),
    errors: value === null ? [emptyError(slo)] : null,
    ...(slo.type !== 'metric' && { history, preview: false }),
    state: stateOf(value, { target: primary, ...(warning !== undefined && { warning }) }),
  }
}

/** Good and all requests over time. */
async function series(
  context: Pick<ApiContext, 'metrics' | 'store' | 'now'>,
  slo: SloDocument,
  range: TimeRange,
  corrected: boolean,
) {
  const length = (range.to - range.from) / 1000
  const interval = INTERVALS.find(each => length / each <= POINTS) ?? 86_400
  const buckets = await measureSeries(context, slo, range, interval, { corrected })
  const { numerator = '', denominator = '' } = slo.query ?? {}
  return {
    res_type: 'time_series',
    resp_version: 2,
    query: `${numerator}, ${denominator}`,
    from_date: range.from,
    to_date: range.to,
    message: '',
    interval,
    times: buckets.map(bucket => bucket.time),
    numerator: line(buckets, bucket => bucket.good, numerator, 0),
    denominator: line(buckets, bucket => bucket.total, denominator, 1),
    numerator_query: numerator,
    denominator_query: denominator,
    calculated_at: isoTime(context.now()),
  }
}

function line(buckets: readonly Bucket[], of: (bucket: Bucket) => number, query: string, index: number) {
  const values = buckets.map(of)
  return {
    values,
    sum: values.reduce((sum, value) => sum + value, 0),
    count: values.length,
    metadata: {
      unit: null,
      query_index: index,
      aggr: 'sum',
      metric: /:([\w.]+)/.exec(query)?.[1] ?? '',
      tag_set: [],
      expression: query,
      scope: /\{([^}]*)\}/.exec(query)?.[1] ?? '*',
    },
  }
}
