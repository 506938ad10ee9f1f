import { badRequest, invalid } from '../http/status.ts'
import { isObject } from '../object.ts'
import type { FieldValidation } from '../validation/decode.ts'
import { notSupported } from '../validation/field.ts'

export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan'

/** Options of a write, from its query. */
export interface WriteOptions {
  dryRun: boolean
  fieldValidation: FieldValidation
}

export interface DeleteOptions {
  dryRun: boolean
  gracePeriodSeconds?: number
  propagationPolicy?: PropagationPolicy
  preconditions?: { uid?: string; resourceVersion?: string }
}

function dryRunOf(values: string[], kind: string): boolean {
  const wrong = values.find(value => value !== 'All')
  if (wrong !== undefined) {
    throw invalid('meta.k8s.io', kind, '', [notSupported('dryRun', values, ['All'])])
  }
  return values.length > 0
}

/** `kind` is the options' kind, for errors. */
export function parseWriteOptions(query: URLSearchParams, kind = 'CreateOptions'): WriteOptions {
  const fieldValidation = query.get('fieldValidation') || 'Warn'
  if (fieldValidation !== 'Strict' && fieldValidation !== 'Warn' && fieldValidation !== 'Ignore') {
    throw invalid('meta.k8s.io', kind, '', [
      notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']),
    ])
  }
  return { dryRun: dryRunOf(query.getAll('dryRun'), kind), fieldValidation }
}

const policies: readonly string[] = ['Foreground', 'Background', 'Orphan']

/** DeleteOptions come in the body or, without one, in the query. */
export function parseDeleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const given = isObject(body) ? body : {}
  const grace = given.gracePeriodSeconds ?? numberIn(query, 'gracePeriodSeconds')
  const policy = given.propagationPolicy ?? query.get('propagationPolicy') ?? undefined
  const orphan = given.orphanDependents ?? undefined
  if (grace !== undefined && grace !== null && !Number.isInteger(grace)) {
    throw badRequest(`gracePeriodSeconds must be a whole number of seconds; got ${JSON.stringify(grace)}`)
  }
  if (policy !== undefined && policy !== null && !policies.includes(String(policy))) {
    throw invalid('meta.k8s.io', 'DeleteOptions', '', [notSupported('propagationPolicy', policy, [...policies, 'nil'])])
  }
  const bodyDryRun = Array.isArray(given.dryRun) ? given.dryRun.map(String) : []
  return {
    dryRun: dryRunOf([...query.getAll('dryRun'), ...bodyDryRun], 'DeleteOptions'),
    // The API takes a negative period as one second.
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace < 0 ? 1 : grace } : {}),
    ...(policy ? { propagationPolicy: policy as PropagationPolicy } : {}),
    ...(!policy && orphan === true ? { propagationPolicy: 'Orphan' as const } : {}),
    ...(isObject(given.preconditions) ? { preconditions: given.preconditions } : {}),
  }
}

function numberIn(query: URLSearchParams, field: string): number | undefined {
  const text = query.get(field)
  return text === null || text === '' ? undefined : Number(text)
}
