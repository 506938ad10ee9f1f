import { lazy, Suspense } from 'react'
import { useHydrated } from '../../ui/hydrated.ts'
import { shapeInWords } from '../charts/rows.ts'
import { valueText } from './value-format.ts'
import type { WidgetPlotProps } from './widget-plot.tsx'

const WidgetPlot = lazy(() => import('./widget-plot.tsx'))

/** A chart of Datadog's over time. Drawn by the browser; what it shows is also said in words. */
export function WidgetChart(props: WidgetPlotProps) {
  const hydrated = useHydrated()
  const { label, series, height, style } = props
  return (
    <figure className="chart" style={{ height }} aria-label={label}>
      <figcaption className="vh">
        {label}. {shapeInWords(series, value => valueText(value, style))}
      </figcaption>
      {hydrated && (
        <Suspense>
          <WidgetPlot {...props} />
        </Suspense>
      )}
    </figure>
  )
}
