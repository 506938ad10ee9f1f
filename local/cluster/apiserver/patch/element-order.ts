import { isObject, sameJson } from '../object.ts'

const keyOf = (item: unknown, mergeKey: string | undefined) =>
  mergeKey === undefined ? item : isObject(item) ? item[mergeKey] : undefined

/**
 * Puts the elements of a merged list in order: those that the patch lists follow the patch, the others keep their
 * place on the server; where the two cannot be compared, the patch's element comes first.
 */
export function orderElements(
  merged: unknown[],
  patchOrder: unknown[],
  serverOrder: unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const indexIn = (list: unknown[], item: unknown) =>
    list.findIndex(other => sameJson(keyOf(other, mergeKey), keyOf(item, mergeKey)))
  const byIndexIn = (list: unknown[]) => (a: unknown, b: unknown) => indexIn(list, a) - indexIn(list, b)
  const patched = merged.filter(item => indexIn(patchOrder, item) >= 0).sort(byIndexIn(patchOrder))
  const serverOnly = merged.filter(item => indexIn(patchOrder, item) < 0).sort(byIndexIn(serverOrder))
  const result: unknown[] = []
  while (patched.length > 0 && serverOnly.length > 0) {
    const left = indexIn(serverOrder, serverOnly[0])
    const right = indexIn(serverOrder, patched[0])
    const takeServer = left >= 0 && right >= 0 && left < right
    result.push(takeServer ? serverOnly.shift() : patched.shift())
  }
  return [...result, ...patched, ...serverOnly]
}
