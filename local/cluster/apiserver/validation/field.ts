import type { Cause } from '../http/status.ts'

/** Joins field path steps the way Status causes show them: `spec.containers[0].image`, `metadata.labels[a.b/c]`. */
export const at = (path: string, step: string | number): string =>
  typeof step === 'number' ? `${path}[${step}]` : path ? `${path}.${step}` : step

export const keyed = (path: string, key: string): string => `${path}[${key}]`

/** A value as messages show it: quoted strings, JSON for the rest. */
export const shown = (value: unknown): string => JSON.stringify(value) ?? 'null'

export const required = (field: string, detail = ''): Cause => ({
  reason: 'FieldValueRequired',
  message: detail ? `Required value: ${detail}` : 'Required value',
  field,
})

export const invalidValue = (field: string, value: unknown, detail: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${shown(value)}: ${detail}`,
  field,
})

export const duplicate = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
  field,
})

export const notSupported = (field: string, value: unknown, supported: readonly string[]): Cause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${shown(value)}: supported values: ${supported.map(shown).join(', ')}`,
  field,
})

export const forbidden = (field: string, detail: string): Cause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${detail}`,
  field,
})

export const notFoundValue = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueNotFound',
  message: `Not found: ${shown(value)}`,
  field,
})

export const tooLong = (field: string, maximum: number): Cause => ({
  reason: 'FieldValueTooLong',
  message: `Too long: may not be more than ${maximum} bytes`,
  field,
})

/** A finding when the number is below zero. */
export const nonNegative = (field: string, value: unknown): Cause[] =>
  typeof value === 'number' && value < 0 ? [invalidValue(field, value, 'must be greater than or equal to 0')] : []
