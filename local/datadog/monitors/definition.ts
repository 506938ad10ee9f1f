import { z } from 'zod'
import { ApiError } from '../api/context.ts'
import { parseBody } from '../objects/body.ts'
import type { MonitorDocument, MonitorOptions } from './documents.ts'
import { parseMonitorQuery } from './query/parse.ts'
import type { Comparator, MonitorQuery } from './query/types.ts'
import { variablesOf } from './query/variables.ts'

const number = z.number()
const threshold = number.nullish()

const optionsSchema = z.strictObject({
  aggregation: z.looseObject({}).optional(),
  device_ids: z.array(z.string()).optional(),
  enable_logs_sample: z.boolean().optional(),
  enable_samples: z.boolean().optional(),
  escalation_message: z.string().nullish(),
  evaluation_delay: number.min(0).max(86_400).nullish(),
  group_retention_duration: z
    .string()
    .regex(/^\d+[mhd]$/, 'wanted is a time such as 60m, 24h or 3d')
    .nullish(),
  groupby_simple_monitor: z.boolean().optional(),
  include_tags: z.boolean().optional(),
  locked: z.boolean().nullish(),
  min_failure_duration: number.nullish(),
  min_location_failed: number.nullish(),
  new_group_delay: number.min(0).nullish(),
  new_host_delay: number.min(0).nullish(),
  no_data_timeframe: number.min(0).nullish(),
  notification_preset_name: z.string().optional(),
  notify_audit: z.boolean().optional(),
  notify_by: z.array(z.string()).optional(),
  notify_no_data: z.boolean().optional(),
  on_missing_data: z.enum(['default', 'show_no_data', 'show_and_notify_no_data', 'resolve']).optional(),
  renotify_interval: number.min(0).nullish(),
  renotify_occurrences: number.min(0).nullish(),
  renotify_statuses: z.array(z.enum(['alert', 'warn', 'no data'])).nullish(),
  require_full_window: z.boolean().nullish(),
  scheduling_options: z.looseObject({}).optional(),
  silenced: z.record(z.string(), number.nullable()).optional(),
  synthetics_check_id: z.string().optional(),
  threshold_windows: z.looseObject({}).optional(),
  thresholds: z
    .strictObject({
      critical: threshold,
      warning: threshold,
      critical_recovery: threshold,
      warning_recovery: threshold,
      ok: threshold,
      unknown: threshold,
      critical_query: z.string().nullish(),
      critical_recovery_query: z.string().nullish(),
    })
    .optional(),
  timeout_h: number.min(0).max(24).nullish(),
  variables: z.array(z.looseObject({ name: z.string(), data_source: z.string() })).optional(),
})

const monitorSchema = z.looseObject({
  type: z.string(),
  query: z.string(),
  name: z.string().optional(),
  message: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  options: optionsSchema.optional(),
  priority: z.int('wanted is a whole number of 1 to 5').min(1).max(5).nullish(),
  restricted_roles: z.array(z.string()).nullish(),
  draft_status: z.enum(['draft', 'published']).optional(),
  assets: z.array(z.unknown()).optional(),
})

/** What whoever asks for a monitor decides; the rest is the server's. */
export type MonitorDefinition = Omit<MonitorDocument, 'id' | 'created' | 'modified'>

/** The definition in a body, complete with defaults, and its query parsed. 400 naming what is wrong. */
export function readDefinition(body: unknown): { definition: MonitorDefinition; query: MonitorQuery } {
  const input = parseBody(monitorSchema, body)
  // As the API does: both names stand for the same type.
  const type = input.type === 'metric alert' ? 'query alert' : input.type
  const query = parseMonitorQuery(type, input.query)
  const options = withDefaults(type, query, input.options ?? {})
  checkThresholds(query, options)
  if (query.kind === 'formula') variablesOf(query.formula, options)
  return {
    query,
    definition: {
      type,
      name: input.name ?? input.query,
      message: input.message ?? '',
      tags: input.tags ?? [],
      query: input.query,
      options,
      multi: isMulti(query, options),
      priority: input.priority ?? null,
      restrictedRoles: input.restricted_roles ?? null,
      draftStatus: input.draft_status ?? 'published',
      assets: input.assets ?? [],
    },
  }
}

/** Options are replaced as a whole, so the defaults are laid below them each time. */
function withDefaults(type: string, query: MonitorQuery, given: z.output<typeof optionsSchema>): MonitorOptions {
  const { thresholds = {}, ...rest } = given
  const set = Object.fromEntries(Object.entries(thresholds).filter(([, value]) => value !== null))
  if ('threshold' in query && set.critical === undefined) set.critical = query.threshold
  const isSearch = query.kind === 'events' || query.kind === 'formula'
  return {
    notify_audit: false,
    include_tags: true,
    new_host_delay: 300,
    ...(rest.on_missing_data === undefined && type !== 'composite' && { notify_no_data: false }),
    ...(isSearch && { groupby_simple_monitor: false }),
    ...rest,
    ...(Object.keys(set).length > 0 && { thresholds: set }),
    silenced: rest.silenced ?? {},
  } as MonitorOptions
}

export function isMulti(query: MonitorQuery, options: MonitorOptions): boolean {
  switch (query.kind) {
    case 'metric':
      return /\bby\s*\{\s*[^}\s*]/.test(query.metricQuery)
    case 'serviceCheck':
      return query.by.length > 0
    case 'events':
      return query.by.length > 0
    case 'formula':
      return variablesOf(query.formula, options).some(variable => variable.groupBy.length > 0)
    default:
      return false
  }
}

/** Is `a` the more serious one of two values? */
const beyond = (comparator: Comparator, a: number, b: number): boolean => (comparator.startsWith('>') ? a > b : a < b)

function checkThresholds(query: MonitorQuery, { thresholds = {} }: MonitorOptions): void {
  if (!('threshold' in query)) return
  const { comparator, threshold } = query
  const { critical, warning, critical_recovery: recovery, warning_recovery: warningRecovery } = thresholds
  if (critical !== threshold) {
    throw invalid(`Alert threshold (${critical}) does not match that used in the query (${threshold}).`)
  }
  const side = comparator.startsWith('>') ? 'less' : 'greater'
  if (warning !== undefined && !beyond(comparator, critical, warning)) {
    throw invalid(`Warning threshold (${warning}) must be ${side} than the alert threshold (${critical}).`)
  }
  if (recovery !== undefined && beyond(comparator, recovery, critical)) {
    throw invalid(`Alert recovery threshold (${recovery}) must be ${side} than the alert threshold (${critical}).`)
  }
  if (warningRecovery === undefined) return
  if (warning === undefined) throw invalid('A warning recovery threshold needs a warning threshold.')
  if (beyond(comparator, warningRecovery, warning)) {
    throw invalid(
      `Warning recovery threshold (${warningRecovery}) must be ${side} than the warning threshold (${warning}).`,
    )
  }
}

export function invalid(why: string, parameter = 'options.thresholds'): ApiError {
  return new ApiError(400, [`The value provided for parameter '${parameter}' is invalid: ${why}`])
}
