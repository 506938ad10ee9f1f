import { type Json, mapTexts } from '../json.ts'
import { type Kind, kinds, nameOf, type ObjectName } from './kinds.ts'

// `{{slo:chat-requests}}`, `{{setting:env}}`. Datadog's own template variables have no colon, so they are left alone.
const placeholder = /\{\{([a-z]+):([^{}\s]+)\}\}/g

export type Lookup = (group: string, name: string) => string | undefined

/** Replaces each placeholder that the lookup knows; the others stay as they are. */
export function fillText(text: string, lookup: Lookup): string {
  return text.replace(placeholder, (whole, group: string, name: string) => lookup(group, name) ?? whole)
}

/** Objects that a value refers to by key, each once. */
export function referencesOf(value: Json): ObjectName[] {
  const found = new Map<string, ObjectName>()
  mapTexts(value, text => {
    for (const [, group = '', key = ''] of text.matchAll(placeholder)) {
      if (isKind(group)) found.set(nameOf({ kind: group, key }), { kind: group, key })
    }
    return text
  })
  return [...found.values()]
}

/** Placeholders of any kind that are still in a value, as they are written. */
export function placeholdersIn(value: Json): string[] {
  const found = new Set<string>()
  mapTexts(value, text => {
    for (const [whole] of text.matchAll(placeholder)) found.add(whole)
    return text
  })
  return [...found]
}

function isKind(text: string): text is Kind {
  return kinds.some(kind => kind === text)
}
