import type { GroupStatus, MonitorOptions } from './documents.ts'
import type { Comparator } from './query/types.ts'

export type Thresholds = NonNullable<MonitorOptions['thresholds']>

export function breaches(value: number, comparator: Comparator, threshold: number): boolean {
  switch (comparator) {
    case '>':
      return value > threshold
    case '>=':
      return value >= threshold
    case '<':
      return value < threshold
    case '<=':
      return value <= threshold
  }
}

/**
 * What a value means. A group in Alert or Warn stays there until the value is back across the recovery threshold,
 * where there is one: a value that swings around the threshold does not make the state swing.
 */
export function classify(
  value: number,
  comparator: Comparator,
  thresholds: Thresholds,
  previous: GroupStatus | undefined,
): GroupStatus {
  const beyond = (threshold: number | undefined): boolean =>
    threshold !== undefined && breaches(value, comparator, threshold)
  if (beyond(thresholds.critical)) return 'Alert'
  if (previous === 'Alert' && beyond(thresholds.critical_recovery)) return 'Alert'
  if (beyond(thresholds.warning)) return 'Warn'
  if ((previous === 'Warn' || previous === 'Alert') && beyond(thresholds.warning_recovery)) return 'Warn'
  return 'OK'
}
