import type { MetricFamily } from '../openmetrics/parse.ts'
import type { Sample } from '../sender.ts'
import { datadogName } from './names.ts'

/** Who answered: its labels are on all of a broker's metrics. */
const identity = 'rabbitmq_identity_info'
const untypedGauges = /^rabbitmq_alarms_|^rabbitmq_(?:build|identity)_info$/

const labelTags = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([name, value]) => `${name}:${value}`)

const plain = (name: string) => name.replace(/^rabbitmq_detailed_/, 'rabbitmq_')

/** What the integration sends of one endpoint's answer; families in `others` come from another endpoint. */
export function rabbitmqSamples(
  families: readonly MetricFamily[],
  endpoint: string,
  others: ReadonlySet<string> = new Set(),
): Sample[] {
  const shared = families.find(({ name }) => name === identity)?.samples[0]?.labels ?? {}
  const common = [`endpoint:${endpoint}`, ...labelTags(shared)]
  return families.flatMap(({ name, type, samples }) => {
    const metric = datadogName(name)
    const isGauge = type === 'gauge' || untypedGauges.test(name)
    if (metric === null || others.has(plain(name)) || !(isGauge || type === 'counter')) return []
    return samples.map(
      ({ labels, value }): Sample => ({
        kind: isGauge ? 'gauge' : 'monotonic_count',
        metric: isGauge ? metric : `${metric}.count`,
        value,
        tags: [...common, ...labelTags(labels)],
      }),
    )
  })
}

/** Names of the families that an answer holds, without `detailed`. */
export const familyNames = (families: readonly MetricFamily[]): Set<string> =>
  new Set(families.filter(({ name }) => name.startsWith('rabbitmq_detailed_')).map(({ name }) => plain(name)))
