/** The code in the fragment of a login link (`#code=…`), or null. A fragment never reaches a server's log. */
export function codeFrom(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('code') || null
}

/** Where to go after the login: a path of this origin, never another. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/'
}

/** What a refused login says, by its HTTP status. */
export function refusalWords(status: number, detail: string): { title: string; detail: string } {
  if (status === 400 || status === 401 || status === 403 || status === 410) {
    return {
      title: 'This link was used already, or is older than ten minutes',
      detail: 'A link opens one browser, once. Another one costs nothing.',
    }
  }
  if (status === 429) return { title: 'Too many attempts', detail: 'Wait a minute, then ask for another link.' }
  return { title: 'The login did not work', detail }
}
