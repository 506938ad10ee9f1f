type Tree = { [key: string]: Tree | string | number }

/**
 * Flat names with dots as nested objects: `http.url` becomes url within http. A name below one that has a value itself
 * stays flat.
 */
export function nest(values: Iterable<readonly [string, string | number]>): Tree {
  const tree: Tree = {}
  // Shorter names first: a value is never replaced by an object.
  for (const [name, value] of [...values].sort(([a], [b]) => a.length - b.length)) insert(tree, name, value)
  return tree
}

function insert(tree: Tree, name: string, value: string | number): void {
  const path = name.split('.')
  const leaf = path.pop() ?? name
  let node = tree
  for (const key of path) {
    const next = Object.hasOwn(node, key) ? node[key] : undefined
    if (typeof next === 'string' || typeof next === 'number' || key === '__proto__') {
      tree[name] = value
      return
    }
    const child = next ?? {}
    node[key] = child
    node = child
  }
  if (leaf !== '__proto__') node[leaf] = value
}
