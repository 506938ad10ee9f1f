import { lazy, Suspense } from 'react'
import { useHydrated } from '../../ui/hydrated.ts'
import { type Series, shapeInWords } from './rows.ts'
import type { RunTint } from './run-tint.ts'

export interface TimeChartProps {
  /** What is measured, e.g. `Replies per second`. */
  label: string
  series: Series[]
  /** Milliseconds; all charts of a page share it. */
  span: { from: number; to: number }
  tints: RunTint[]
  /** Pixels, axis labels included. */
  height: number
  /** Stands once, at the top tick. */
  unit: string
  format: (value: number) => string
  /** Smallest top of the axis, so that a flat line near zero does not look like a mountain. */
  smallestTop?: number
  /** Fill under the line; only for a single series. */
  area?: boolean
  /** Dashed, with its figure. */
  threshold?: { value: number; label: string }
  /** Room for the run's name above the plot. */
  named?: boolean
}

const Plot = lazy(() => import('./plot.tsx'))

/** The one chart over time. Drawn by the browser; what it shows is also said in words. */
export function TimeChart(props: TimeChartProps) {
  const hydrated = useHydrated()
  const { label, series, height, format } = props
  return (
    <figure className="chart" style={{ height }} aria-label={label}>
      <figcaption className="vh">
        {label}. {shapeInWords(series, format)}
      </figcaption>
      {hydrated && (
        <Suspense>
          <Plot {...props} />
        </Suspense>
      )}
    </figure>
  )
}
