/** A monitor on metrics taken apart: what can be drawn of it, and where it alerts. */
export interface MonitorQuery {
  metric: string
  threshold: number
}

const QUERY = /^\s*(?:\w+)\([^)]*\):([\s\S]+?)\s*[<>]=?\s*(-?[\d.]+)\s*$/

/** null for monitors on something else, and for those that compare with an earlier time. */
export function monitorQuery(query: string): MonitorQuery | null {
  const [, metric, threshold] = QUERY.exec(query) ?? []
  if (!metric || threshold === undefined || !Number.isFinite(Number(threshold))) return null
  return { metric: metric.trim(), threshold: Number(threshold) }
}
