import { isIP } from 'node:net'

/** Whether a Host header names this machine by address or as localhost: a page in a browser can name it otherwise. */
export function isOwnHost(header: string | undefined): boolean {
  if (header === undefined || header === '') return true
  const name = header
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return name === 'localhost' || isIP(name) !== 0
}
