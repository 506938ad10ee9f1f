import { spreadLabels } from './axis.ts'
import { newest, type Series } from './rows.ts'

/** Pixels between two labels at the usual text size. */
const LINE_HEIGHT = 16

interface EndLabelsProps {
  /** With its newest value where its last points are gaps. */
  series: (Series & { newest?: number | null })[]
  top: number
  above: number
  plotHeight: number
  /** Pixels; the style sheet's own without. */
  width?: number
  /** Pixels. */
  lineHeight?: number
}

/** The name of each line at its end: no series is told by colour alone. */
export function EndLabels({ series, top, above, plotHeight, width, lineHeight = LINE_HEIGHT }: EndLabelsProps) {
  const wanted = series.map(one => plotHeight * (1 - Math.min(1, (one.newest ?? newest(one) ?? 0) / top)))
  const places = spreadLabels(wanted, plotHeight, lineHeight)
  return (
    <div className="end-labels" aria-hidden="true" style={{ width }}>
      {series.map((one, index) => (
        <span key={one.key} className={`s-${one.of}`} style={{ top: above + (places[index] ?? 0) }}>
          <i className="sw" />
          {one.name}
        </span>
      ))}
    </div>
  )
}
