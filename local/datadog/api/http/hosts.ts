import { isIP } from 'node:net'

/**
 * Whether a Host header may be answered. A page that rebinds its name to this address still sends its own name, so
 * names other than `localhost` are refused unless they are listed.
 * @param allowed names without a port, taken beside addresses and `localhost`
 */
export function hostAllowed(header: string | undefined, allowed: readonly string[]): boolean {
  if (header === undefined) return false
  const name = header.toLowerCase().replace(/:\d+$/, '')
  return name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || allowed.includes(name)
}
