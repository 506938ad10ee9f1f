import { titles } from '../definitions/kinds.ts'
import type { Json } from '../json.ts'
import type { Difference } from '../plan/differences.ts'
import type { Change } from '../plan/plan.ts'

const signs: Record<Change['action'], string> = { create: '+', update: '~', delete: '-', unchanged: '=' }

/** One line for an object, then one for each field that differs. */
export function describeChange(change: Change): string[] {
  const line = `${signs[change.action]} ${change.action} ${titleOf(change)}`
  return change.action === 'update' ? [line, ...change.differences.map(each => `    ${describe(each)}`)] : [line]
}

export function titleOf({ name }: Change): string {
  return `${titles[name.kind]} ${name.key}`
}

/** `3 to create, 1 to update, 0 to delete, 39 unchanged` */
export function summary(changes: readonly Change[]): string {
  const count = (action: Change['action']) => changes.filter(each => each.action === action).length
  return `${count('create')} to create, ${count('update')} to update, ${count('delete')} to delete, ${count('unchanged')} unchanged`
}

function describe({ path, before, after }: Difference): string {
  return `${path}: ${show(before)} → ${show(after)}`
}

const longest = 160

function show(value: Json | undefined): string {
  if (value === undefined) return '(nothing)'
  const text = JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text
}
