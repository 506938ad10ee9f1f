/**
 * The paths of keys that stand twice in one object of a JSON text, such as `spec.containers[0].name`, in the order
 * in which they are repeated. The text must be well formed: JSON.parse keeps the last of them and says nothing.
 */
export function duplicateKeys(json: string): string[] {
  const found: string[] = []
  const stack: { path: string; keys: Set<string> | undefined; index: number }[] = []
  let key = ''
  const pattern = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g
  let expectKey = false
  for (const { 0: token } of json.matchAll(pattern)) {
    const top = stack.at(-1)
    if (token === '{' || token === '[') {
      const step = !top ? '' : top.keys ? (top.path ? `${top.path}.${key}` : key) : `${top.path}[${top.index}]`
      stack.push({ path: step, keys: token === '{' ? new Set() : undefined, index: 0 })
      expectKey = token === '{'
    } else if (token === '}' || token === ']') {
      stack.pop()
      expectKey = false
    } else if (token === ',') {
      if (top && !top.keys) top.index++
      expectKey = top?.keys !== undefined
    } else if (token === ':') expectKey = false
    else if (expectKey && top?.keys) {
      key = JSON.parse(token) as string
      if (top.keys.has(key)) found.push(top.path ? `${top.path}.${key}` : key)
      top.keys.add(key)
    }
  }
  return found
}
