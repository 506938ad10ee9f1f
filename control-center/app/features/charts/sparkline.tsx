import { sparkPath } from './spark.ts'

const WIDTH = 84
const HEIGHT = 18
/** Air for half a line at the top, where the limit is. */
const AIR = 2

interface SparklineProps {
  values: number[]
  /** What the full height stands for: the limit, drawn dashed once the value comes near. */
  top: number
  /** Points of a full line. */
  slots: number
  label: string
}

export function Sparkline({ values, top, slots, label }: SparklineProps) {
  const last = values.at(-1) ?? 0
  return (
    <svg className="ch spark s-ink" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      {last > top * 0.8 && <line className="thr" x1="0" x2={WIDTH} y1={AIR} y2={AIR} />}
      <path
        className="ln"
        transform={`translate(0 ${AIR})`}
        d={sparkPath(values, WIDTH, HEIGHT - AIR * 2, top, slots)}
      />
    </svg>
  )
}
