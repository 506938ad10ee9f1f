export type Owner =
  | 'browser'
  | 'frontend'
  | 'backend'
  | 'worker'
  | 'rabbitmq'
  | 'postgres'
  | 'model'
  | 'airflow'
  /** Nobody's in particular. */
  | 'ink'
  /** The failed part of a stack. */
  | 'failed'

export interface Series {
  key: string
  /** At the end of its line, when there is more than one. */
  name: string
  /** Whose it is: gives the colour. */
  of: Owner
  /** A null is a gap in the line. */
  points: { at: number; value: number | null }[]
}

export type Row = { at: number } & Record<string, number | null>

/** The series of one chart by time, oldest first; what a series does not know at a time is a gap. */
export function rowsOf(series: Series[]): Row[] {
  const byTime = new Map<number, Row>()
  for (const { key, points } of series) {
    for (const { at, value } of points) {
      const row = byTime.get(at) ?? { at }
      row[key] = value
      byTime.set(at, row)
    }
  }
  return [...byTime.values()].sort((a, b) => a.at - b.at)
}

/** Largest value of all series, 0 when there is none. */
export function largest(series: Series[]): number {
  return Math.max(0, ...series.flatMap(({ points }) => points.map(point => point.value ?? 0)))
}

/** Newest value of a series, or null when its newest point is a gap. */
export function newest(series: Series): number | null {
  return series.points.at(-1)?.value ?? null
}

/** The shape of a chart for those who do not see it: newest, lowest and highest of each series. */
export function shapeInWords(series: Series[], format: (value: number) => string): string {
  return series
    .map(one => {
      const values = one.points.map(point => point.value).filter(value => value !== null)
      if (values.length === 0) return `${one.name}: no data`
      const last = newest(one)
      const range = `between ${format(Math.min(...values))} and ${format(Math.max(...values))}`
      return `${one.name}: ${last === null ? 'no newest value' : `now ${format(last)}`}, ${range}`
    })
    .join('; ')
}
