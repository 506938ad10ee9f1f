/** Who asks in this browser. Knowing the id is being that person: there are no accounts in this shop. */
export interface User {
  /** UUID. */
  id: string
  name: string
}

const givenNames = ['Ines', 'Maya', 'Jonas', 'Lena', 'Tariq', 'Sofia', 'Emil', 'Noor', 'Clara', 'Mateo', 'Yuki', 'Ada']
const familyNames = [
  'Novak',
  'Lind',
  'Okafor',
  'Moreau',
  'Silva',
  'Berg',
  'Haddad',
  'Rossi',
  'Sato',
  'Keller',
  'Walsh',
  'Dvorak',
]

export const maxNameLength = 60

const storageKey = 'fernway.user'

/** The user that this browser knows, or a new one with a pleasant name. */
export function loadUser(storage: Storage | undefined): User {
  const stored = parseUser(storage?.getItem(storageKey) ?? null)
  if (stored !== undefined) return stored
  const user = { id: uuid(), name: randomName(Math.random) }
  saveUser(storage, user)
  return user
}

export function saveUser(storage: Storage | undefined, user: User): void {
  storage?.setItem(storageKey, JSON.stringify(user))
}

/** @returns undefined for what is not a user of ours */
export function parseUser(text: string | null): User | undefined {
  if (text === null) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const [id, name]: unknown[] = [Reflect.get(value, 'id'), Reflect.get(value, 'name')]
    if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/i.test(id) || typeof name !== 'string' || name.trim() === '')
      return undefined
    return { id, name: name.slice(0, maxNameLength) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** @param random from 0 to below 1 */
export function randomName(random: () => number): string {
  const pick = (names: readonly string[]) => names[Math.floor(random() * names.length)] ?? ''
  return `${pick(givenNames)} ${pick(familyNames)}`
}

/** Up to two letters for a name: of its first and its last word. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map(word => [...(word ?? '')][0]) : [...(words[0] ?? '')].slice(0, 2)
  return letters.join('').toUpperCase()
}

/** A random UUID, also on a page that is not served securely. */
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return value.toString(16).padStart(2, '0')
  })
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
