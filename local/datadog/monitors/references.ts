import type { Documents } from '../store/store.ts'
import { listMonitors, type MonitorDocument } from './documents.ts'
import { storedQuery } from './query/parse.ts'
import type { CompositeExpression } from './query/types.ts'

/** The monitors that a composite is made of, each once. */
export function compositeIds(expression: CompositeExpression): number[] {
  switch (expression.operator) {
    case 'monitor':
      return [expression.id]
    case 'not':
      return compositeIds(expression.of)
    default:
      return [...new Set([...compositeIds(expression.left), ...compositeIds(expression.right)])]
  }
}

const named = (objects: readonly { id: number | string; name: string }[]): string =>
  objects.map(each => `[${each.id},${each.name}]`).join(', ')

/** Why a monitor should not be deleted: a sentence per kind of object that is built on it. */
export function usesOfMonitor(
  documents: Documents,
  monitor: MonitorDocument,
  slos: readonly { id: string; name: string; monitor_ids?: readonly number[] }[],
): string[] {
  const composites = listMonitors(documents).filter(other => {
    const query = storedQuery(other)
    return query.kind === 'composite' && compositeIds(query.expression).includes(monitor.id)
  })
  const based = slos.filter(slo => slo.monitor_ids?.includes(monitor.id))
  const self = `monitor [${monitor.id},${monitor.name}]`
  return [
    ...(composites.length > 0 ? [`${self} is referenced in composite monitors: ${named(composites)}`] : []),
    ...(based.length > 0 ? [`${self} is referenced in slos: ${named(based)}`] : []),
  ]
}

/** Alerts on an SLO. */
export function monitorsOfSlo(documents: Documents, sloId: string): MonitorDocument[] {
  return listMonitors(documents).filter(monitor => {
    const query = storedQuery(monitor)
    return (query.kind === 'burnRate' || query.kind === 'errorBudget') && query.sloId === sloId
  })
}
