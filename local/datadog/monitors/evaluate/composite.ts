import type { Verdict } from '../advance.ts'
import type { GroupStatus, MonitorStateDocument } from '../documents.ts'
import type { CompositeExpression } from '../query/types.ts'
import { compositeIds } from '../references.ts'
import { ALL } from './metric.ts'

/** A monitor that a composite is made of. */
export interface Part {
  /** Evaluates one value per group. */
  multi: boolean
  state: MonitorStateDocument
}

/** From calm to grave. OK is false, the others are true. */
const GRAVITY: readonly GroupStatus[] = ['OK', 'No Data', 'Warn', 'Alert']

/**
 * `&&` is as grave as its calmer side, `||` as its graver one. Parts with groups are taken group by group where they
 * share groups, those without stand beside every group.
 */
export function judgeComposite(
  expression: CompositeExpression,
  parts: ReadonlyMap<number, Part>,
  now: number,
): Map<string, Verdict> {
  const ids = compositeIds(expression)
  const verdicts = new Map<string, Verdict>()
  for (const group of commonGroups(ids.flatMap(id => parts.get(id) ?? []))) {
    const gravity = gravityOf(expression, id => statusOf(parts.get(id), group))
    verdicts.set(group, { value: null, status: GRAVITY[gravity] ?? 'No Data', seen: now })
  }
  return verdicts
}

function commonGroups(parts: readonly Part[]): string[] {
  const grouped = parts.filter(part => part.multi)
  const [first, ...others] = grouped
  if (first === undefined) return [ALL]
  const shared = Object.keys(first.state.groups).filter(group =>
    others.every(other => other.state.groups[group] !== undefined),
  )
  return shared.length > 0 ? shared : [ALL]
}

function statusOf(part: Part | undefined, group: string): GroupStatus {
  if (part === undefined) return 'No Data'
  const own = part.state.groups[group] ?? part.state.groups[ALL]
  if (own !== undefined) return own.status
  const statuses = new Set(Object.values(part.state.groups).map(each => each.status))
  return [...GRAVITY].reverse().find(status => statuses.has(status)) ?? 'No Data'
}

function gravityOf(expression: CompositeExpression, statusOfMonitor: (id: number) => GroupStatus): number {
  const gravity = (of: CompositeExpression): number => gravityOf(of, statusOfMonitor)
  switch (expression.operator) {
    case 'monitor':
      return GRAVITY.indexOf(statusOfMonitor(expression.id))
    case 'not':
      return gravity(expression.of) === 0 ? GRAVITY.indexOf('Alert') : 0
    case 'and':
      return Math.min(gravity(expression.left), gravity(expression.right))
    case 'or':
      return Math.max(gravity(expression.left), gravity(expression.right))
  }
}
