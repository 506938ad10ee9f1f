/** The tracks of the intake that our pages use. */
const paths = new Set(['/api/v2/rum', '/api/v2/replay'])

/** What the SDK says of a batch; anything else is not passed on. */
const parameters = new Set([
  'ddsource',
  'dd-api-key',
  'dd-evp-origin',
  'dd-evp-origin-version',
  'dd-request-id',
  'dd-evp-encoding',
  'batch_time',
  '_dd.api',
  '_dd.retry_count',
  '_dd.retry_after',
])

export type ForwardTarget = { path: string } | { refused: string }

/**
 * Where a batch of the browser SDK is to go, below the address of the intake.
 * @param ddforward path and query, as the SDK asks for it
 */
export function forwardTarget(ddforward: unknown, clientToken: string): ForwardTarget {
  if (typeof ddforward !== 'string' || !ddforward.startsWith('/') || !URL.canParse(ddforward, 'http://intake')) {
    return { refused: 'The parameter ddforward must hold the path and query of an intake.' }
  }
  const { pathname, searchParams, host } = new URL(ddforward, 'http://intake')
  if (host !== 'intake' || !paths.has(pathname)) {
    return { refused: `Only ${[...paths].join(' and ')} are forwarded.` }
  }
  const tokens = searchParams.getAll('dd-api-key')
  if (tokens.length !== 1 || tokens[0] !== clientToken) return { refused: 'The client token is not ours.' }
  const kept = new URLSearchParams([...searchParams].filter(([name]) => parameters.has(name)))
  return { path: `${pathname}?${kept}` }
}
