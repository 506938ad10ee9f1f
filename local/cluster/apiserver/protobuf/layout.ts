import layout from './fields.json' with { type: 'json' }

/**
 * A field: its name in JSON (empty when the message is inlined into the one around it), its type, and `always` when
 * JSON shows it even when it is zero. Types: s string, b bool, i integer, d double, y bytes, a message's name;
 * `*` before it may be absent, `[]` is a list, `{}` a map, `items:` a message that wraps a list.
 */
export type Field = [name: string, type: string, always?: string]

/** The fields of every message by number. Made by refresh.mjs. */
export const messages = layout as unknown as Record<string, Record<string, Field>>

const byName = new Map<string, Map<string, Field>>()

/** The fields of a message by their name in JSON, those of inlined messages included. */
export function fieldsByName(message: string): Map<string, Field> | undefined {
  const cached = byName.get(message)
  const layoutOf = messages[message]
  if (cached || !layoutOf) return cached
  const fields = new Map<string, Field>()
  for (const field of Object.values(layoutOf)) {
    if (field[0]) fields.set(field[0], field)
    else for (const [name, inlined] of fieldsByName(field[1].replace(/^\*/, '')) ?? []) fields.set(name, inlined)
  }
  byName.set(message, fields)
  return fields
}
