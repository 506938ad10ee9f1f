import type { Documents } from './store.ts'

interface Stored {
  kind: string
  id: string
  document: string
}

/** Documents are few and read often: answered from memory, as text, so that nobody changes what is kept. */
export function documentsOf(
  known: readonly Stored[],
  save: { put(stored: Stored): Promise<unknown>; delete(key: { kind: string; id: string }): Promise<unknown> },
): Documents {
  const kinds = new Map<string, Map<string, string>>()
  const remember = ({ kind, id, document }: Stored): void => {
    const ofKind = kinds.get(kind) ?? new Map<string, string>()
    kinds.set(kind, ofKind.set(id, document))
  }
  for (const stored of known) remember(stored)

  return {
    list<T>(kind: string) {
      return [...(kinds.get(kind)?.values() ?? [])].map(text => JSON.parse(text) as T)
    },
    get<T>(kind: string, id: string) {
      const text = kinds.get(kind)?.get(id)
      return text === undefined ? null : (JSON.parse(text) as T)
    },
    async put(kind, id, document) {
      const stored = { kind, id, document: JSON.stringify(document) }
      remember(stored)
      await save.put(stored)
    },
    async delete(kind, id) {
      const existed = kinds.get(kind)?.delete(id) ?? false
      if (existed) await save.delete({ kind, id })
      return existed
    },
  }
}
