import { isIP } from 'node:net'

/**
 * Whether a Host header may be answered. A page that rebinds its name to this address still sends its own name, so
 * names other than `localhost` are refused unless they are listed.
 * @param allowed `host` or `host:port` entries; when empty, addresses and `localhost` are taken
 */
export function hostAllowed(header: string | undefined, allowed: readonly string[]): boolean {
  if (header === undefined) return false
  const value = header.toLowerCase()
  const name = value.replace(/:\d+$/, '')
  if (allowed.length > 0) return allowed.some(entry => entry.toLowerCase() === value || entry.toLowerCase() === name)
  return name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0
}
