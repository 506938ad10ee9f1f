import type { ScalarAnswer } from '../../datadog/calls.ts'
import { ownerOf } from '../../widgets/owner.ts'
import type { DatabaseSample } from './calls.ts'
import type { QueryRow } from './model.ts'

/** Seconds of one of the metric's units: it counts nanoseconds. */
const NANOSECOND = 1e-9
const MAX_ROWS = 20

/** Statements by the time that the database spent on them; `texts` are the statements behind signatures. */
export function queryRows(answer: ScalarAnswer, texts: ReadonlyMap<string, string>): QueryRow[] {
  const { columns } = answer.data.attributes
  const groups = (name: string) =>
    columns.flatMap(column => (column.type === 'group' && column.name === name ? column.values : []))
  const [times, calls] = columns.filter(column => column.type === 'number').map(column => column.values)
  const users = groups('user').map(value => value[0] ?? '')
  const rows = groups('query_signature').map(([signature = ''], index) => {
    const totalSeconds = (times?.[index] ?? 0) * NANOSECOND
    const made = calls?.[index] ?? 0
    const user = users[index] ?? ''
    return {
      signature,
      statement: texts.get(signature) ?? null,
      user,
      owner: ownerOf([`service:${user}`], ''),
      calls: made,
      totalSeconds,
      meanSeconds: made > 0 ? totalSeconds / made : 0,
    }
  })
  const whole = rows.reduce((sum, row) => sum + row.totalSeconds, 0)
  return rows
    .filter(row => row.signature !== '' && row.signature !== 'N/A' && row.calls > 0)
    .map(row => ({ ...row, share: whole > 0 ? row.totalSeconds / whole : 0 }))
    .sort((a, b) => b.totalSeconds - a.totalSeconds)
    .slice(0, MAX_ROWS)
}

/** The text behind each signature, from whatever samples show it. */
export function textsOf(samples: readonly DatabaseSample[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { custom } of samples) {
    const { query_signature: signature, statement } = custom.db
    if (signature && statement && !texts.has(signature)) texts.set(signature, statement)
  }
  return texts
}
