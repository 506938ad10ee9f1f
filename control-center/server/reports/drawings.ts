import { CHART_BOX, chartShapes, phasesOf } from '../../app/features/runs/curves.ts'
import type { Shape } from '../../app/features/runs/drawing.ts'
import { PICTURE_BOX, pictureShapes } from '../../app/features/runs/pictures.ts'
import type { Report } from '../../app/features/runs/report.ts'
import { layOut, type Placed, TIMELINE_WIDTH } from '../../app/features/runs/timeline-layout.ts'
import { text } from './text.ts'

const NOTHING_KEPT = '<p>Nothing was kept of this run: no control center was there while it went on.</p>'
const NAMES: Record<string, string> = { className: 'class', textAnchor: 'text-anchor' }

export const DRAWING_STYLE = `svg{width:100%;height:auto;overflow:visible}svg text{font:11px system-ui,sans-serif;fill:currentColor}
svg text.mono{font-family:ui-monospace,monospace}
svg .grid{stroke:#8884}svg .run{fill:#d43c3c1f}svg .run.rec{fill:#c98a001f}svg .runedge{stroke:#c33;stroke-width:1.5}
svg .runedge.heal{stroke:#1a7f4b;stroke-dasharray:4 3}svg .thr{stroke:#888;stroke-dasharray:5 4}
svg .ln{fill:none;stroke:#6c4bd8;stroke-width:1.75}svg .dot,svg .bar{fill:#6c4bd8}
svg .gone{fill:none;stroke:currentColor;stroke-dasharray:4 3}
svg .tone-bad{fill:#c33}svg .tone-warn{fill:#b45f06}svg .tone-ok{fill:#1a7f4b}svg .tone-plain{fill:#888}
.drawings{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
.drawings figure{margin:0;border:1px solid #8886;border-radius:6px;padding:.5rem}figcaption{font-size:.85em}
.drawings dl{gap:.25rem 1.25rem;margin:.25rem 0 0}`

function svgOf(shapes: readonly Shape[], box: string, label: string): string {
  const parts = shapes.map(({ tag, attributes, text: words }) => {
    const all = Object.entries(attributes).map(([name, value]) => `${NAMES[name] ?? name}="${text(value)}"`)
    return `<${tag} ${all.join(' ')}>${words === undefined ? '' : text(words)}</${tag}>`
  })
  return `<svg viewBox="${box}" role="img" aria-label="${text(label)}">${parts.join('')}</svg>`
}

/** The small charts, with their figures. Times are UTC: nobody knows where the file is read. */
export function drawnCharts({ run, charts }: Report): string {
  if (charts.length === 0) return NOTHING_KEPT
  const phases = phasesOf(run)
  const figures = charts.map(chart => {
    const rows = [
      ['before', chart.before],
      ['during', chart.during],
      ['after', chart.after],
    ].map(([name = '', value = '']) => `<div><dt>${name}</dt><dd>${text(value)}</dd></div>`)
    const drawing = svgOf(chartShapes(chart, phases, 'UTC'), CHART_BOX, chart.title)
    return `<figure><figcaption><b>${text(chart.title)}</b></figcaption>${drawing}<dl>${rows.join('')}</dl></figure>`
  })
  return `<div class="drawings">${figures.join('')}</div>`
}

export function drawnMoments({ run, film }: Report): string {
  if (!film || film.moments.length === 0) return NOTHING_KEPT
  const phases = phasesOf(run)
  const figures = [...film.moments]
    .sort((a, b) => a.at - b.at)
    .map(moment => {
      const drawing = svgOf(pictureShapes(moment, film, phases), PICTURE_BOX, moment.title)
      const time = new Date(moment.at).toISOString().slice(11, 19)
      const { picture } = moment
      const where = picture.kind === 'series' ? `${moment.seenIn}: ${picture.query}` : moment.seenIn
      return `<figure>${drawing}<figcaption>${time} <b>${text(moment.title)}</b><br>${text(where)}</figcaption></figure>`
    })
  return `<div class="drawings">${figures.join('')}</div>`
}

const LEFT = 90
const ROW = 17
const GAP = 10

/** Lanes with a point for each moment, from the injection to the end. */
export function drawnTimeline({ timeline }: Report): string {
  const { lanes, ticks } = layOut(timeline)
  const shapes: Shape[] = []
  const x = (part: number) => LEFT + Math.round(part * TIMELINE_WIDTH)
  let top = GAP
  for (const { lane, rows, moments } of lanes) {
    shapes.push({ tag: 'text', attributes: { x: 0, y: top + 10 }, text: lane })
    shapes.push(...moments.flatMap(moment => pointShapes(moment, x(moment.x), top + moment.row * ROW)))
    top += rows * ROW + GAP
    const y = top - GAP / 2
    shapes.push({ tag: 'line', attributes: { className: 'grid', x1: LEFT, x2: LEFT + TIMELINE_WIDTH, y1: y, y2: y } })
  }
  for (const { seconds, x: part } of ticks) {
    shapes.push({ tag: 'text', attributes: { x: x(part), y: top + 10, textAnchor: 'middle' }, text: `${seconds} s` })
  }
  return svgOf(shapes, `0 0 ${LEFT + TIMELINE_WIDTH} ${top + 16}`, 'Timeline of the run')
}

function pointShapes({ what, side, tone }: Placed, x: number, y: number): Shape[] {
  const dot: Shape = { tag: 'circle', attributes: { className: `tone-${tone}`, cx: x, cy: y + 6, r: 4 } }
  if (side === null) return [dot]
  const anchor = side === 'right' ? { x: x + 8, textAnchor: 'start' } : { x: x - 8, textAnchor: 'end' }
  return [dot, { tag: 'text', attributes: { ...anchor, y: y + 10 }, text: what }]
}
