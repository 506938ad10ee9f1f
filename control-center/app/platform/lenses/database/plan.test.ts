import { describe, expect, it } from 'vitest'
import type { PlanView } from './model.ts'
import { planView } from './plan.ts'

const view = (definition: unknown): PlanView => {
  const plan = planView(JSON.stringify(definition))
  if (typeof plan === 'string') throw new Error(plan)
  return plan
}

const scan = {
  'Node Type': 'Seq Scan',
  'Relation Name': 'messages',
  'Total Cost': 900,
  'Plan Rows': 3100,
  Filter: '( created_at > ? )',
}
const hash = { 'Node Type': 'Hash', 'Total Cost': 20, 'Plan Rows': 10, Plans: [] }
const join = {
  'Node Type': 'Hash Join',
  'Join Type': 'Left',
  'Hash Cond': '(m.id = c.id)',
  'Total Cost': 1000,
  'Plan Rows': 3100,
  Plans: [scan, hash],
}

describe('a plan', () => {
  it('is a tree of rows with what each node costs by itself', () => {
    const { rows, cost } = view({ Plan: join })
    expect(cost).toBe(1000)
    expect(rows.map(row => [row.id, row.depth, row.node, row.detail, row.ownCost, row.share])).toEqual([
      ['0', 0, 'Hash Join (left)', 'where (m.id = c.id)', 80, 0.08],
      ['0.0', 1, 'Seq Scan', 'on messages, filter ( created_at > ? )', 900, 0.9],
      ['0.1', 1, 'Hash', '', 20, 0.02],
    ])
  })

  it('is read from the list that EXPLAIN writes, too', () => {
    expect(view([{ Plan: hash }]).rows).toHaveLength(1)
  })

  it('says what stands out', () => {
    expect(view({ Plan: join }).says).toBe(
      'Reads all of messages: 90\u00a0% of the estimated cost, 3,100 rows expected; no index answers its filter.',
    )
    expect(view({ Plan: hash }).says).toBe('Hash is 100\u00a0% of the estimated cost.')
  })

  it('has no negative cost under a limit', () => {
    const limit = {
      'Node Type': 'Limit',
      'Total Cost': 5,
      Plans: [{ 'Node Type': 'Sort', 'Sort Key': ['a', 'b'], 'Total Cost': 50 }],
    }
    const { rows } = view({ Plan: limit })
    expect(rows.map(row => [row.ownCost, row.share, row.detail])).toEqual([
      [0, 0, ''],
      [50, 1, 'by a, b'],
    ])
  })

  it('says which definition is none', () => {
    expect(planView('{')).toContain('not JSON')
    expect(planView('{"Plan":{}}')).toContain('no node')
    expect(planView('[]')).toContain('no node')
  })
})
