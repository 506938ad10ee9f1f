import type { Report, ReportPromise } from '../../app/features/runs/report.ts'
import { evidenceScale } from '../../app/features/runs/report-view.ts'
import { DRAWING_STYLE, drawnCharts, drawnMoments, drawnTimeline } from './drawings.ts'
import { text } from './text.ts'

const seconds = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)}&nbsp;s`)
const row = (cells: string[], tag = 'td') => `<tr>${cells.map(one => `<${tag}>${one}</${tag}>`).join('')}</tr>`
const table = (head: string[], rows: string[][]) =>
  `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map(cells => row(cells)).join('')}</tbody></table>`

const STYLE = `
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{line-height:1.2}h2{margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-top:1px solid #8886;vertical-align:top}
th{font-weight:600}dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem}dt{font-size:.85em;opacity:.75}dd{margin:0;font-weight:600}
.bar{position:relative;display:block;width:12rem;height:.5rem;background:#8884;border-radius:2px}
.bar i{position:absolute;inset:0 auto 0 0;border-radius:2px;background:#1a7f4b}.bar i.late{background:#b45f06}
.bar u{position:absolute;top:-.2rem;bottom:-.2rem;width:2px;background:currentColor}
${DRAWING_STYLE}
@media print{body{margin:0;max-width:none}}`

/** The report as one HTML file that needs nothing else, not even a network. */
export function htmlOf(report: Report): string {
  const { headline, summary, run, promises, firstToNotice, budget, film } = report
  const scale = evidenceScale(run.evidence)
  const { requests } = run
  const facts: [string, string][] = [
    ['State', text(run.state)],
    ['Change', `<code>${text(run.change)}</code>`],
    ['Injected', `${text(run.activeAt ?? run.startedAt)} by ${text(run.startedBy)}`],
    ['Healed', run.healRequestedAt ? `${text(run.healRequestedAt)} by ${text(run.healedBy ?? '–')}` : '–'],
    ['Time to recover', seconds(run.recoverySeconds)],
    ...(film?.traffic ? ([['Traffic', text(film.traffic)]] as [string, string][]) : []),
    ...(budget ? ([['Error budget', text(budget)]] as [string, string][]) : []),
    ['Run', `<code>${text(run.id)}</code>`],
  ]
  const felt = requests
    ? table(
        ['Accepted', 'Answered', 'Failed', 'Timed out', 'Waiting', 'Lost'],
        [
          [
            requests.accepted,
            requests.answered,
            requests.failed,
            requests.timedOut,
            requests.waiting,
            requests.lost,
          ].map(text),
        ],
      )
    : '<p>The chat could not be asked for its counters during this run.</p>'
  const proof = run.proof.map(one => [
    text(one.title),
    text(one.now),
    text(one.wanted),
    `${one.heldSeconds.toFixed(0)} of ${text(one.ofSeconds)}&nbsp;s`,
    one.ok ? (one.heldSeconds >= one.ofSeconds ? 'proven' : 'holding') : 'off',
  ])
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(headline)}</title><style>${STYLE}</style></head>
<body><main><h1>${text(headline)}</h1><p>${text(summary)}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>
<h2>Timeline</h2>${drawnTimeline(report)}
<h2>Evidence: promised and measured</h2>${table(
    ['Signal', 'Seen in', 'Promised', 'Measured', `0 to ${scale}&nbsp;s`, 'Verdict', 'Best and worst', 'What was seen'],
    promises.map(one => promiseCells(one, scale)),
  )}
<h2>What users felt</h2>${felt}${firstToNotice ? `<p>${text(firstToNotice)}</p>` : ''}
<h2>Before, during, after</h2>${drawnCharts(report)}
<h2>Captured moments</h2>${drawnMoments(report)}
<h2>Recovery proof</h2>${proof.length > 0 ? table(['Condition', 'Found', 'Steady when', 'Held', 'Verdict'], proof) : '<p>It begins with the heal.</p>'}
</main></body></html>
`
}

function promiseCells(one: ReportPromise, scale: number): string[] {
  const part = (value: number) => `${Math.min(100, (value / scale) * 100).toFixed(1)}%`
  const measured =
    one.seenAfterSeconds === null
      ? ''
      : `<i class="${one.verdict === 'late' ? 'late' : ''}" style="width:${part(one.seenAfterSeconds)}"></i>`
  return [
    text(one.title),
    text(one.source),
    seconds(one.withinSeconds),
    seconds(one.seenAfterSeconds),
    `<span class="bar">${measured}<u style="left:${part(one.withinSeconds)}"></u></span>`,
    one.verdict,
    `${seconds(one.best)}, ${seconds(one.worst)} of ${one.runs}`,
    text(one.why),
  ]
}
