import { kinds, nameOf } from './kinds.ts'
import { type Definition, DefinitionError } from './load.ts'

/**
 * Definitions so that each comes after those that it refers to; otherwise by kind and key.
 * @throws DefinitionError for a reference to what no file defines, and for a circle
 */
export function inOrder(definitions: readonly Definition[]): Definition[] {
  const byName = new Map(definitions.map(each => [nameOf(each), each]))
  const ordered = new Set<Definition>()
  const problems: string[] = []
  const visit = (definition: Definition, path: readonly Definition[]) => {
    if (ordered.has(definition)) return
    if (path.includes(definition)) {
      problems.push(`${definition.file}: refers to itself by way of ${path.map(nameOf).join(', ')}.`)
      return
    }
    for (const reference of definition.references) {
      const target = byName.get(nameOf(reference))
      if (target) visit(target, [...path, definition])
      else problems.push(`${definition.file}: refers to {{${nameOf(reference)}}}, which no file defines.`)
    }
    ordered.add(definition)
  }
  const sorted = [...definitions].sort(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.key.localeCompare(b.key),
  )
  for (const definition of sorted) visit(definition, [])
  if (problems.length > 0) throw new DefinitionError([...new Set(problems)])
  return [...ordered]
}
