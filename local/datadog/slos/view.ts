import { AUTHOR, seconds } from '../objects/fields.ts'
import type { SloDocument, SloThreshold, SloType } from './documents.ts'

const TYPE_IDS: Readonly<Record<SloType, number>> = { monitor: 0, metric: 1, time_slice: 2 }

export const typeId = (type: SloType): number => TYPE_IDS[type]

/** The API writes 95 as `95.`. */
const display = (percent: number): string => (Number.isInteger(percent) ? `${percent}.` : String(percent))

export function thresholdBody({ timeframe, target, warning }: SloThreshold) {
  return {
    timeframe,
    target,
    target_display: display(target),
    ...(warning !== undefined && { warning, warning_display: display(warning) }),
  }
}

export function sloBody(slo: SloDocument) {
  const primary = slo.thresholds.find(threshold => threshold.timeframe === slo.timeframe)
  return {
    id: slo.id,
    name: slo.name,
    tags: slo.tags,
    monitor_tags: [],
    thresholds: slo.thresholds.map(thresholdBody),
    type: slo.type,
    type_id: typeId(slo.type),
    description: slo.description,
    timeframe: slo.timeframe,
    ...(primary?.warning !== undefined && { warning_threshold: primary.warning }),
    target_threshold: primary?.target,
    ...(slo.query !== undefined && { query: slo.query }),
    ...(slo.monitor_ids !== undefined && { monitor_ids: slo.monitor_ids }),
    ...(slo.groups !== undefined && { groups: slo.groups }),
    creator: { name: AUTHOR.name, handle: AUTHOR.handle, email: AUTHOR.email },
    created_at: seconds(slo.created),
    modified_at: seconds(slo.modified),
    ...(slo.sli_specification !== undefined && { sli_specification: slo.sli_specification }),
  }
}
