import { z } from 'zod'
import type { PlanRow, PlanView } from './model.ts'

/** A plan as `EXPLAIN (FORMAT JSON)` writes it; conditions are text, or lists of text. */
interface PlanNode {
  'Node Type': string
  'Total Cost'?: number | undefined
  'Plan Rows'?: number | undefined
  Plans?: PlanNode[] | undefined
  [field: string]: unknown
}

const planNode: z.ZodType<PlanNode> = z.looseObject({
  'Node Type': z.string(),
  'Total Cost': z.number().optional(),
  'Plan Rows': z.number().optional(),
  get Plans() {
    return z.array(planNode).optional()
  },
})
const plan = z.looseObject({ Plan: planNode })
const definition = z.union([plan, z.array(plan).nonempty()])

/** The rows of a table that show the plan as a tree; in words why the definition is none. */
export function planView(json: string): PlanView | string {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch {
    return 'The plan that Datadog has is not JSON.'
  }
  const read = definition.safeParse(parsed)
  if (!read.success) return 'The plan that Datadog has names no node.'
  const root = 'Plan' in read.data ? (read.data.Plan as PlanNode) : (read.data as { Plan: PlanNode }[])[0]?.Plan
  if (!root) return 'The plan that Datadog has is empty.'
  const cost = root['Total Cost'] ?? 0
  const rows = rowsOf(root, cost, 0, '0')
  return { rows, cost, says: sentenceOf(rows) }
}

function rowsOf(node: PlanNode, whole: number, depth: number, id: string): PlanRow[] {
  const children = node.Plans ?? []
  const cost = node['Total Cost'] ?? 0
  // A Limit ends its child early and costs less than it: its own part is then nothing.
  const ownCost = Math.max(0, cost - children.reduce((sum, child) => sum + (child['Total Cost'] ?? 0), 0))
  const row: PlanRow = {
    id,
    depth,
    node: typeof node['Join Type'] === 'string' ? joined(node) : node['Node Type'],
    detail: detailOf(node),
    rows: node['Plan Rows'] ?? null,
    cost,
    ownCost,
    share: whole > 0 ? Math.min(1, ownCost / whole) : 0,
  }
  return [row, ...children.flatMap((child, index) => rowsOf(child, whole, depth + 1, `${id}.${index}`))]
}

const joined = (node: PlanNode) =>
  node['Join Type'] === 'Inner'
    ? node['Node Type']
    : `${node['Node Type']} (${String(node['Join Type']).toLowerCase()})`

const CONDITIONS: [field: string, word: string][] = [
  ['Hash Cond', 'where'],
  ['Merge Cond', 'where'],
  ['Index Cond', 'where'],
  ['Recheck Cond', 'where'],
  ['Join Filter', 'filter'],
  ['Filter', 'filter'],
  ['Sort Key', 'by'],
  ['Group Key', 'by'],
]

function detailOf(node: PlanNode): string {
  const text = (field: string) => (typeof node[field] === 'string' ? node[field] : null)
  const parts: string[] = []
  const operation = node['Node Type'] === 'ModifyTable' ? text('Operation') : null
  if (operation) parts.push(operation.toLowerCase())
  const relation = text('Relation Name') ?? text('CTE Name') ?? text('Function Name')
  if (relation) parts.push(`on ${relation}`)
  const index = text('Index Name')
  if (index) parts.push(`with ${index}`)
  for (const [field, word] of CONDITIONS) {
    const value = node[field]
    if (typeof value === 'string') parts.push(`${word} ${value}`)
    else if (Array.isArray(value) && value.length > 0) parts.push(`${word} ${value.map(String).join(', ')}`)
  }
  return parts.join(', ')
}

/** Below this part of the whole cost a node is not what the plan is about. */
const STANDS_OUT = 0.5
const MANY_ROWS = 1_000

function sentenceOf(rows: readonly PlanRow[]): string | null {
  const [heaviest] = [...rows].sort((a, b) => b.ownCost - a.ownCost)
  if (!heaviest || heaviest.share < STANDS_OUT) return null
  const part = `${Math.round(heaviest.share * 100)}\u00a0% of the estimated cost`
  const table = /\bon ([\w.]+)/.exec(heaviest.detail)?.[1]
  if (heaviest.node.endsWith('Seq Scan') && table) {
    const many = heaviest.rows !== null && heaviest.rows >= MANY_ROWS
    const why = heaviest.detail.includes('filter') ? 'no index answers its filter' : 'nothing narrows it'
    return `Reads all of ${table}: ${part}${many ? `, ${heaviest.rows?.toLocaleString('en-US')} rows expected` : ''}; ${why}.`
  }
  return `${heaviest.node}${table ? ` on ${table}` : ''} is ${part}.`
}
