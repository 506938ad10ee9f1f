import type { ApiContext } from '../api/context.ts'
import type { TimeRange } from '../query/error.ts'
import type { Counted } from './budget.ts'
import { correctionsOf, excluded } from './corrections.ts'
import type { SloDocument } from './documents.ts'
import { measureRequests, requestSeries } from './measure-requests.ts'
import { measureUptime, uptimeSeries } from './measure-uptime.ts'
import { monitorDowntime } from './monitor-downtime.ts'
import { sliceDowntime } from './slices.ts'

export interface Measured {
  overall: Counted
  /** By group or, for an SLO on several monitors, by monitor. */
  components: readonly Component[]
  /** Changes between up and down; none where requests are counted. */
  history: readonly StateChange[]
}

export interface Component {
  name: string
  counted: Counted
  history: readonly StateChange[]
}

/** Unix seconds; 0 up, 1 down. */
export type StateChange = readonly [number, 0 | 1]

export interface Bucket extends Counted {
  /** Unix milliseconds of its begin. */
  time: number
}

interface Options {
  /** Leaves out what was corrected; the default. */
  corrected?: boolean
}

type Context = Pick<ApiContext, 'metrics' | 'store' | 'now'>

/** What the SLO counted in a range: requests for those on metrics, seconds for the others. */
export async function measure(
  context: Context,
  slo: SloDocument,
  range: TimeRange,
  options: Options = {},
): Promise<Measured> {
  const left = excludedFrom(context, slo, range, options)
  if (slo.type === 'metric') return measureRequests(context.metrics, slo, range, left)
  return measureUptime(await downtime(context, slo, range), range, left)
}

/** The same in intervals, which begin at multiples of their length. */
export async function measureSeries(
  context: Context,
  slo: SloDocument,
  range: TimeRange,
  intervalSeconds: number,
  options: Options = {},
): Promise<Bucket[]> {
  const left = excludedFrom(context, slo, range, options)
  if (slo.type === 'metric') return requestSeries(context.metrics, slo, range, intervalSeconds, left)
  return uptimeSeries(await downtime(context, slo, range), range, intervalSeconds, left)
}

function excludedFrom({ store }: Context, slo: SloDocument, range: TimeRange, { corrected = true }: Options) {
  return corrected ? excluded(correctionsOf(store.documents, slo), range) : []
}

function downtime(context: Context, slo: SloDocument, range: TimeRange) {
  return slo.type === 'monitor' ? monitorDowntime(context, slo, range) : sliceDowntime(context, slo, range)
}
