import { Fragment } from 'react'
import { ReferenceArea, ReferenceLine } from 'recharts'
import type { RunTint } from './run-tint.ts'

interface LabelBox {
  viewBox?: unknown
}

/** Tints and edges of runs; as recharts wants them, children of the chart and not a component around them. */
export function runMarks(tints: RunTint[], named = false, yAxisId?: string) {
  // A chart with an axis of another name needs to hear it from each mark.
  const axis = yAxisId === undefined ? {} : { yAxisId }
  return tints.map(tint => (
    <Fragment key={tint.id}>
      {tint.active && (
        <ReferenceArea
          {...axis}
          className="run"
          x1={tint.active[0]}
          x2={tint.active[1]}
          ifOverflow="hidden"
          label={named ? nameOf(tint) : undefined}
        />
      )}
      {tint.recovering && (
        <ReferenceArea
          {...axis}
          className="run rec"
          x1={tint.recovering[0]}
          x2={tint.recovering[1]}
          ifOverflow="hidden"
        />
      )}
      {tint.injectedAt !== null && <ReferenceLine {...axis} className="runedge" x={tint.injectedAt} />}
      {tint.healAt !== null && <ReferenceLine {...axis} className="runedge heal" x={tint.healAt} />}
      {tint.provenAt !== null && <ReferenceLine {...axis} className="runedge proven" x={tint.provenAt} />}
    </Fragment>
  ))
}

/** The run's name above the plot: from its injection, or up to its end where that leaves more room. */
function nameOf(tint: RunTint) {
  return ({ viewBox }: LabelBox) => {
    const { x = 0, y = 0, width = 0 } = (viewBox ?? {}) as { x?: number; y?: number; width?: number }
    return (
      <text className="runl" x={x + width} y={y - 6} textAnchor="end">
        {tint.title}
      </text>
    )
  }
}
