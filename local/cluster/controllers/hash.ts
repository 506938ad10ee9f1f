/** No vowels and no 0, 1, 3: generated names spell no words (as in apimachinery's `rand.SafeEncodeString`). */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** A short, stable name part for a value: equal values give equal hashes whatever the order of their fields. */
export function templateHash(template: unknown, collisionCount = 0): string {
  let hash = 0x811c9dc5
  const text = canonical(template) + (collisionCount > 0 ? `#${collisionCount}` : '')
  for (const byte of Buffer.from(text)) {
    hash ^= byte
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return [...String(hash)].map(digit => alphabet[digit.charCodeAt(0) % alphabet.length]).join('')
}

/** JSON with sorted keys, without empty fields: what two writers of the same template agree on. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`)
  return `{${fields.join(',')}}`
}
