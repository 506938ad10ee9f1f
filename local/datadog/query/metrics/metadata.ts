import type { Store } from '../../store/store.ts'
import type { UnitPair } from './grid.ts'
import type { UnitName } from './units.ts'
import { isUnitName, unitNamed, unitOf } from './units.ts'

const kind = 'metric-metadata'

/** What somebody set for a metric by hand; what is not set comes from the table of units. */
export interface MetricMetadata {
  type?: string
  description?: string
  short_name?: string
  unit?: string
  per_unit?: string
  statsd_interval?: number
}

export function metadataOf(store: Store, metric: string): MetricMetadata {
  return store.documents.get<MetricMetadata>(kind, metric) ?? {}
}

export function setMetadata(store: Store, metric: string, metadata: MetricMetadata): Promise<void> {
  return store.documents.put(kind, metric, metadata)
}

/** The unit of a metric: as set, else as known. */
export function metricUnit(store: Store, metric: string): UnitPair {
  const { unit, per_unit: per } = metadataOf(store, metric)
  if (unit === undefined && per === undefined) return unitOf(metric)
  const named = (name: string | undefined) =>
    name !== undefined && isUnitName(name) ? unitNamed(name as UnitName) : null
  return [named(unit), named(per)]
}
