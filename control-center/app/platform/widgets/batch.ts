import { isGrouped, type MetricAsk } from './asks.ts'
import type { Query } from './definition.ts'

/** Formulas in one body. */
const MAX_FORMULAS = 40

/** Several asks of one time range in one body. */
export interface Batch {
  kind: MetricAsk['kind']
  spanMs: number
  queries: Query[]
  formulas: { formula: string }[]
  /** Which formulas of the body are whose. */
  parts: { ask: MetricAsk; first: number; count: number }[]
}

/**
 * Puts asks together, so that a dashboard costs few calls. Apart stay: time ranges; products, because a key may lack
 * the permission of one; scalars by group, whose rows Datadog would join; and `alone`, which were found to be refused.
 */
export function batches(asks: readonly MetricAsk[], alone: (ask: MetricAsk) => boolean): Batch[] {
  const open = new Map<string, Batch>()
  const done: Batch[] = []
  for (const [index, ask] of asks.entries()) {
    const single = alone(ask) || (ask.kind === 'scalar' && ask.queries.some(isGrouped))
    const products = [...new Set(ask.queries.map(query => query.data_source))].sort().join()
    const key = single ? `alone ${index}` : `${ask.kind} ${ask.spanMs} ${products}`
    let batch = open.get(key)
    if (batch && batch.formulas.length + ask.formulas.length > MAX_FORMULAS) {
      open.delete(key)
      batch = undefined
    }
    if (!batch) {
      batch = { kind: ask.kind, spanMs: ask.spanMs, queries: [], formulas: [], parts: [] }
      open.set(key, batch)
      done.push(batch)
    }
    add(batch, ask)
  }
  return done
}

function add(batch: Batch, ask: MetricAsk): void {
  const prefix = `w${batch.parts.length}_`
  const names = new Map(ask.queries.map((query, index) => [query.name, `${prefix}${index}`]))
  for (const query of ask.queries) batch.queries.push({ ...query, name: names.get(query.name) ?? query.name })
  batch.parts.push({ ask, first: batch.formulas.length, count: ask.formulas.length })
  for (const formula of ask.formulas) batch.formulas.push({ formula: renamed(formula, names) })
}

/** A formula with other names for its queries; names of functions and texts in quotes stay. */
export function renamed(formula: string, names: ReadonlyMap<string, string>): string {
  return formula.replace(/'[^']*'|"[^"]*"|[A-Za-z_]\w*(\s*\()?/g, (word, call: string | undefined) =>
    call ? word : (names.get(word) ?? word),
  )
}

/** A batch that was refused as a whole, in two; null when it is a single ask already. */
export function halves(batch: Batch): [MetricAsk[], MetricAsk[]] | null {
  const asks = batch.parts.map(part => part.ask)
  if (asks.length < 2) return null
  const middle = Math.ceil(asks.length / 2)
  return [asks.slice(0, middle), asks.slice(middle)]
}
