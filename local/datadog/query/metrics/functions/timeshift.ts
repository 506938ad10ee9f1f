import { type MetricFunction, numberAt } from './function.ts'

const hour = 3600
const asItIs: MetricFunction['apply'] = vectors => [...vectors]
const earlier = (seconds: number): MetricFunction => ({ ofNumbers: true, apply: asItIs, shift: () => -seconds })

/** Values from another time, shown at the time of the graph. */
export const timeshiftFunctions: Readonly<Record<string, MetricFunction>> = {
  timeshift: { ofNumbers: true, apply: asItIs, shift: call => numberAt(call, 0) },
  hour_before: earlier(hour),
  day_before: earlier(24 * hour),
  week_before: earlier(7 * 24 * hour),
  month_before: earlier(28 * 24 * hour),
}
