import type { ApiContext } from '../api/context.ts'
import { memoryDocuments, memoryStore, noEvents, noMetrics } from '../objects/testing.ts'
import type { Documents } from '../store/store.ts'
import { readDefinition } from './definition.ts'
import { getState, type MonitorDocument, putMonitor } from './documents.ts'
import { monitorEvaluator } from './evaluator.ts'
import { overallState } from './view.ts'

const START = Date.UTC(2026, 0, 1)

type Values = Record<string, number | null>

/** Monitors over values that the test sets, on a clock that it turns. */
export function rehearsedMonitors(documents: Documents = memoryDocuments(), parts: Partial<ApiContext> = {}) {
  let now = START
  let values: Values | Error = {}
  const store = memoryStore(documents)
  const scalar = async () => {
    if (values instanceof Error) throw values
    return Object.entries(values).map(([group, value]) => ({
      tagSet: group === '*' ? [] : group.split(','),
      value,
      unit: null,
    }))
  }
  const timeseries = async (_query: string, range: { from: number; to: number }) =>
    (await scalar()).map(({ tagSet, value }) => ({
      queryIndex: 0,
      metric: 'm',
      expression: 'm',
      aggregator: 'avg',
      tagSet,
      interval: 15,
      unit: null,
      points: value === null ? [] : [[range.to - 15_000, value] as const],
    }))
  const context: ApiContext = {
    store,
    metrics: { ...noMetrics, scalar, timeseries },
    search: noEvents,
    now: () => now,
    ...parts,
  }
  const failures: string[] = []
  const evaluator = monitorEvaluator(context, (monitor, error) => failures.push(`${monitor.id}: ${error.message}`))
  return {
    context,
    store,
    failures,
    evaluator,
    async monitor(body: Record<string, unknown>, id = 1): Promise<MonitorDocument> {
      const { definition } = readDefinition({ name: `monitor ${id}`, message: 'look', ...body })
      const monitor = { ...definition, id, created: now, modified: now }
      await putMonitor(documents, monitor)
      return monitor
    },
    /** One pass over the values, then the clock goes on. */
    async see(next: Values | Error, afterSeconds = 15): Promise<void> {
      values = next
      await evaluator.pass()
      now += afterSeconds * 1000
    },
    advance(seconds: number): void {
      now += seconds * 1000
    },
    state: (monitor: MonitorDocument) => overallState(monitor, getState(documents, monitor.id)),
    groups: (monitor: MonitorDocument) =>
      Object.fromEntries(
        Object.entries(getState(documents, monitor.id).groups).map(([name, group]) => [name, group.status]),
      ),
    transitions: () =>
      (store.appended.monitorTransitions ?? []).map(
        row => `${(row.time - START) / 1000} s: ${row.groupName} ${row.fromState} → ${row.toState} (${row.value})`,
      ),
    events: () => (store.appended.events ?? []).map(event => `${event.title} | ${event.status}`),
  }
}
