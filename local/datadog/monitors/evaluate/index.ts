import type { ApiContext } from '../../api/context.ts'
import type { Verdict } from '../advance.ts'
import type { MonitorDocument, MonitorStateDocument } from '../documents.ts'
import type { Condition, MonitorQuery } from '../query/types.ts'
import { type Measured, type Rules, verdictOf } from '../verdict.ts'
import { judgeComposite, type Part } from './composite.ts'
import { measureEvents, measureFormula } from './events.ts'
import { ALL, measureMetric } from './metric.ts'
import { checkRuns, judgeRuns } from './service-check.ts'
import { measureSlo } from './slo.ts'
import { judgeTest } from './synthetics.ts'

/** What each group of a monitor is now; null for a type that is not evaluated here. */
export async function evaluateMonitor(
  context: ApiContext,
  monitor: MonitorDocument,
  query: MonitorQuery,
  before: MonitorStateDocument,
  parts: ReadonlyMap<number, Part>,
): Promise<ReadonlyMap<string, Verdict> | null> {
  const { options } = monitor
  const now = context.now() - (options.evaluation_delay ?? 0) * 1000
  const judged = (
    condition: Condition,
    windowSeconds: number,
    isCount: boolean,
    measured: ReadonlyMap<string, Measured>,
  ) => judge(monitor, before, measured, { ...condition, options, windowSeconds, isCount, now })
  switch (query.kind) {
    case 'metric': {
      const windowSeconds = query.window.kind === 'last' ? query.window.seconds : 0
      const isCount = query.metricQuery.includes('.as_count()')
      return judged(query, windowSeconds, isCount, await measureMetric(context, query, options, now))
    }
    case 'events': {
      const isCount = query.aggregation === 'count' || query.aggregation === 'cardinality'
      return judged(query, query.windowSeconds, isCount, await measureEvents(context, query, now))
    }
    case 'formula':
      return judged(query, query.windowSeconds, false, await measureFormula(context, query, options, now))
    case 'burnRate':
    case 'errorBudget':
      return judged(query, 0, false, await measureSlo(context, query, now))
    case 'serviceCheck': {
      const runs = await checkRuns(context, query, options, now)
      return judgeRuns(runs, query, options, before.groups, now)
    }
    case 'composite':
      return judgeComposite(query.expression, parts, now)
    case 'synthetics':
      return judgeTest(context, monitor, now)
    case 'unevaluated':
      return null
  }
}

/** Of every group that has a value now or had one before. */
function judge(
  monitor: MonitorDocument,
  before: MonitorStateDocument,
  measured: ReadonlyMap<string, Measured>,
  rules: Rules,
): Map<string, Verdict> {
  const groups = new Set([...measured.keys(), ...Object.keys(before.groups), ...(monitor.multi ? [] : [ALL])])
  return new Map([...groups].map(group => [group, verdictOf(measured.get(group), before.groups[group], rules)]))
}
