import { nameOf, type ObjectName } from '../definitions/kinds.ts'
import type { Definition } from '../definitions/load.ts'
import { stamp } from '../definitions/owner.ts'
import { fillText } from '../definitions/references.ts'
import { type JsonObject, mapObject } from '../json.ts'
import { type Difference, differences } from './differences.ts'

/** An object of ours as Datadog has it. */
export interface Found extends ObjectName {
  id: string
  body: JsonObject
}

export type Change =
  | { action: 'create'; name: ObjectName }
  | { action: 'update'; name: ObjectName; id: string; differences: Difference[] }
  | { action: 'unchanged'; name: ObjectName; id: string }
  | { action: 'delete'; name: ObjectName; id: string }

/** Ids by object name. */
export type Ids = ReadonlyMap<string, string>

/** The body to send: references by id as far as they are known, and the owner's marks. */
export function bodyOf(definition: Definition, env: string, ids: Ids): JsonObject {
  const filled = mapObject(definition.body, text => fillText(text, (kind, key) => ids.get(`${kind}:${key}`)))
  return stamp(definition.kind, definition.key, env, filled)
}

export function changeOf(definition: Definition, found: Found | undefined, env: string, ids: Ids): Change {
  const name = { kind: definition.kind, key: definition.key }
  if (!found) return { action: 'create', name }
  const changed = differences(bodyOf(definition, env, ids), found.body)
  if (changed.length === 0) return { action: 'unchanged', name, id: found.id }
  return { action: 'update', name, id: found.id, differences: changed }
}

/**
 * What is to be done, in the order in which it is done.
 * @param definitions so that each comes after what it refers to
 * @param leftovers objects of ours without a file are deleted, those that refer to others first
 */
export function changesOf(definitions: readonly Definition[], found: readonly Found[], env: string): Change[] {
  const byName = new Map(found.map(each => [nameOf(each), each]))
  const ids = idsOf(found)
  const wanted = new Set(definitions.map(nameOf))
  return [
    ...definitions.map(definition => changeOf(definition, byName.get(nameOf(definition)), env, ids)),
    ...deletions(found.filter(each => !wanted.has(nameOf(each)))),
  ]
}

export function idsOf(found: readonly Found[]): Map<string, string> {
  return new Map(found.map(each => [nameOf(each), each.id]))
}

/** What refers to others goes before them: dashboards, tests, composite and SLO monitors, other monitors, SLOs. */
export function deletions(found: readonly Found[]): Change[] {
  return [...found]
    .sort((a, b) => rank(b) - rank(a) || a.key.localeCompare(b.key))
    .map(({ kind, key, id }) => ({ action: 'delete', name: { kind, key }, id }))
}

function rank({ kind, body }: Found): number {
  if (kind === 'monitor') return body.type === 'composite' || body.type === 'slo alert' ? 3 : 2
  return { rum: 0, slo: 1, synthetics: 4, dashboard: 5 }[kind]
}

/** Two objects that say they are the same one: nobody can tell which to change. */
export function duplicatesIn(found: readonly Found[]): string[] {
  const ids = new Map<string, string[]>()
  for (const each of found) ids.set(nameOf(each), [...(ids.get(nameOf(each)) ?? []), each.id])
  return [...ids]
    .filter(([, list]) => list.length > 1)
    .map(([name, list]) => `${name} exists ${list.length} times (${list.join(', ')}). Delete all but one in Datadog.`)
}
