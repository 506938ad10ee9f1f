import { inWords } from '../../app/features/runs/picture-words.ts'
import type { Report } from '../../app/features/runs/report.ts'

/** Text inside a cell: neither the table nor Markdown may take it for its own. */
const cell = (text: string) => text.replace(/[\\`*_[\]<>|~]/g, '\\$&').replaceAll('\n', ' ')

const seconds = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} s`)

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n')

const NOTHING_KEPT = 'Nothing was kept of this run: no control center was there while it went on.'

/** The report as GitHub's Markdown. */
export function markdownOf({
  headline,
  summary,
  run,
  promises,
  timeline,
  firstToNotice,
  budget,
  charts,
  film,
}: Report): string {
  const { requests } = run
  const facts = [
    ['Run', run.id],
    ['State', run.state],
    ['Change', run.change],
    ['Injected', `${run.activeAt ?? run.startedAt} by ${run.startedBy}`],
    ['Healed', run.healRequestedAt ? `${run.healRequestedAt} by ${run.healedBy ?? '–'}` : '–'],
    ['Recovery proven after', seconds(run.recoverySeconds)],
    ...(film?.traffic ? [['Traffic', film.traffic]] : []),
    ...(budget ? [['Error budget', budget]] : []),
    ...(run.outcome ? [['Outcome', `${run.outcome.code}: ${run.outcome.detail}`]] : []),
  ]
  const parts = [
    `# ${cell(headline)}`,
    cell(summary),
    table(
      ['', ''],
      facts.map(([name = '', value = '']) => [name, cell(value)]),
    ),
    '## Evidence: promised and measured',
    table(
      ['Signal', 'Seen in', 'Promised', 'Measured', 'Verdict', 'Best', 'Worst', 'Runs', 'What was seen'],
      promises.map(one => [
        cell(one.title),
        one.source,
        seconds(one.withinSeconds),
        seconds(one.seenAfterSeconds),
        one.verdict,
        seconds(one.best),
        seconds(one.worst),
        String(one.runs),
        cell(one.why),
      ]),
    ),
    '## What users felt',
    requests
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
            ].map(String),
          ],
        )
      : 'The chat could not be asked for its counters during this run.',
    ...(firstToNotice ? [cell(firstToNotice)] : []),
    '## Before, during, after',
    charts.length === 0
      ? NOTHING_KEPT
      : table(
          ['', 'Before', 'During', 'After'],
          charts.map(one => [cell(one.title), one.before, one.during, one.after]),
        ),
    '## Captured moments',
    film && film.moments.length > 0
      ? table(
          ['At', 'What', 'Seen in', 'Kept'],
          film.moments.map(one => [
            new Date(one.at).toISOString(),
            cell(one.title),
            cell(one.seenIn),
            cell(inWords(one, film)),
          ]),
        )
      : NOTHING_KEPT,
    '## Timeline',
    table(
      ['After', 'Where', 'What'],
      timeline.map(one => [seconds(one.afterSeconds), one.lane, cell(one.what)]),
    ),
    '## Recovery proof',
    run.proof.length === 0
      ? 'It begins with the heal.'
      : table(
          ['Condition', 'Found', 'Steady when', 'Held', 'Verdict'],
          run.proof.map(one => [
            cell(one.title),
            cell(one.now),
            cell(one.wanted),
            `${one.heldSeconds.toFixed(0)} of ${one.ofSeconds} s`,
            one.ok && one.heldSeconds >= one.ofSeconds ? 'proven' : one.ok ? 'holding' : 'off',
          ]),
        ),
  ]
  return `${parts.join('\n\n')}\n`
}
