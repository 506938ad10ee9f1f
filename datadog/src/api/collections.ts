import type { Kind } from '../definitions/kinds.ts'
import { keyOf } from '../definitions/owner.ts'
import type { JsonObject } from '../json.ts'
import type { Found } from '../plan/plan.ts'

/** The objects of one kind in Datadog. Bodies are as on the wire. */
export interface Collection {
  /** Those of ours that belong to this installation. */
  list(): Promise<Found[]>
  /** @returns the new object's id */
  create(body: JsonObject): Promise<string>
  update(id: string, body: JsonObject): Promise<void>
  remove(id: string): Promise<void>
  /** Asks Datadog whether it would take the body, where it can be asked. @throws as create would */
  validate?(body: JsonObject): Promise<void>
}

/** Those bodies that are ours, with id and key. */
export function ours(kind: Kind, env: string, bodies: readonly { id: string; body: JsonObject }[]): Found[] {
  return bodies.flatMap(({ id, body }) => {
    const key = keyOf(kind, env, body)
    return key === undefined ? [] : [{ kind, key, id, body }]
  })
}
