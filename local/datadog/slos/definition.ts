import { z } from 'zod'
import { ApiError } from '../api/context.ts'
import { inlineFormula } from '../monitors/query/formula.ts'
import { parseBody } from '../objects/body.ts'
import type { CountSpecification, SloDocument, SloType } from './documents.ts'

const timeframe = z.enum(['7d', '30d', '90d'])
const formula = z.looseObject({ formula: z.string().min(1) })
const percent = z.number().gt(0, 'wanted is a percentage above 0').lt(100, 'wanted is a percentage below 100')
const namedQuery = z.looseObject({ name: z.string(), data_source: z.string(), query: z.string() })

const count = z
  .looseObject({
    good_events_formula: formula,
    total_events_formula: formula.optional(),
    bad_events_formula: formula.optional(),
    queries: z.array(namedQuery).min(1),
  })
  .refine(
    ({ total_events_formula: total, bad_events_formula: bad }) => (total === undefined) !== (bad === undefined),
    'wanted is one of total_events_formula and bad_events_formula',
  )

const timeSlice = z.looseObject({
  query: z.looseObject({ formulas: z.array(formula).length(1), queries: z.array(namedQuery).min(1) }),
  comparator: z.enum(['>', '>=', '<', '<=']),
  threshold: z.number(),
  query_interval_seconds: z.union([z.literal(60), z.literal(300)]).default(300),
})

const sloSchema = z.looseObject({
  name: z.string().min(1),
  type: z.enum(['metric', 'monitor', 'time_slice']),
  description: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  thresholds: z
    .array(z.looseObject({ timeframe, target: percent, warning: percent.nullish() }))
    .min(1, 'wanted is at least one threshold'),
  timeframe: timeframe.optional(),
  target_threshold: percent.optional(),
  warning_threshold: percent.nullish(),
  query: z.looseObject({ numerator: z.string().min(1), denominator: z.string().min(1) }).optional(),
  sli_specification: z.looseObject({ count: count.optional(), time_slice: timeSlice.optional() }).optional(),
  monitor_ids: z.array(z.int()).nullish(),
  groups: z.array(z.string()).nullish(),
})

export type SloDefinition = Omit<SloDocument, 'id' | 'created' | 'modified'>

/** The definition in a body. 400 naming what is wrong. @param type of the SLO that it replaces, which cannot change */
export function readSlo(body: unknown, type?: SloType): SloDefinition {
  const input = parseBody(sloSchema, body)
  const kind = type ?? input.type
  const thresholds = input.thresholds.map(({ timeframe, target, warning }) => {
    if (warning !== undefined && warning !== null && warning <= target) {
      throw wrong(`the warning threshold ${warning} must be greater than the target ${target}`)
    }
    return { timeframe, target, ...(warning != null && { warning }) }
  })
  const primary = input.timeframe ?? thresholds[0]?.timeframe ?? '7d'
  if (!thresholds.some(threshold => threshold.timeframe === primary)) {
    throw wrong(`the timeframe ${primary} has no threshold`)
  }
  return {
    name: input.name,
    description: input.description ?? '',
    type: kind,
    tags: input.tags ?? [],
    thresholds,
    timeframe: primary,
    ...indicator(kind, input),
    ...(input.groups != null && input.groups.length > 0 && { groups: input.groups }),
  }
}

/** What is measured, by the type. */
function indicator(type: SloType, input: z.output<typeof sloSchema>): Partial<SloDefinition> {
  const { count: counted, time_slice: sliced } = input.sli_specification ?? {}
  if (type === 'monitor') {
    if (input.monitor_ids == null || input.monitor_ids.length === 0) throw wrong('must specify monitor_ids')
    return { monitor_ids: input.monitor_ids }
  }
  if (type === 'time_slice') {
    if (sliced === undefined) throw wrong('must specify sli_specification.time_slice for time-slice types')
    return { sli_specification: { time_slice: sliced } }
  }
  if (counted !== undefined) return { query: numeratorAndDenominator(counted), sli_specification: { count: counted } }
  if (input.query === undefined) throw wrong('must specify the query for count types')
  return { query: { numerator: input.query.numerator, denominator: input.query.denominator } }
}

/** The two queries that a specification amounts to, each name in its formulas replaced by the query behind it. */
function numeratorAndDenominator(specification: CountSpecification): { numerator: string; denominator: string } {
  const queries = new Map(specification.queries.map(each => [each.name, each.query]))
  const numerator = inlineFormula(specification.good_events_formula.formula, queries)
  const { total_events_formula: total, bad_events_formula: bad } = specification
  return {
    numerator,
    denominator:
      total !== undefined
        ? inlineFormula(total.formula, queries)
        : `(${numerator}) + (${inlineFormula(bad?.formula ?? '', queries)})`,
  }
}

function wrong(why: string): ApiError {
  return new ApiError(400, [`Invalid payload: ${why}`])
}
