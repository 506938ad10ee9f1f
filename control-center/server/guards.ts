import { randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { HttpProblem } from './problem.ts'

/** Only the names that are ours: a page that rebinds its own name to this address gets nothing. */
export function hostGuard(hosts: () => string[]): RequestHandler {
  return (request, _response, next) => {
    const host = request.headers.host ?? ''
    if (hosts().includes(host)) return next()
    next(new HttpProblem(421, `The Host ${JSON.stringify(host.slice(0, 100))} is not served here`))
  }
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A browser names the page that makes it change something: it has to be one of ours. */
export function originGuard(origin: () => string[]): RequestHandler {
  return (request, _response, next) => {
    if (safe.has(request.method)) return next()
    const from = request.headers.origin
    if (from !== undefined && !origin().includes(from)) {
      return next(new HttpProblem(403, `The Origin ${JSON.stringify(from.slice(0, 100))} may not change anything here`))
    }
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      return next(new HttpProblem(403, 'Another site may not change anything here'))
    }
    next()
  }
}

/** A body has to say that it is JSON: a foreign form cannot. */
export const jsonGuard: RequestHandler = (request, _response, next) => {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = request.headers
  const hasBody = (length !== undefined && length !== '0') || encoding !== undefined
  if (safe.has(request.method) || !hasBody || /^application\/json\s*(;|$)/i.test(type ?? '')) return next()
  next(new HttpProblem(415, `The body is ${type ?? 'of no stated type'}; it has to be application/json`))
}

/** Security headers, and a nonce of its own for each document's scripts. */
export function headers(): RequestHandler[] {
  return [
    (_request, response, next) => {
      response.locals.cspNonce = randomBytes(16).toString('base64')
      next()
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: [
            "'self'",
            (_request, response) => `'nonce-${(response as { locals?: { cspNonce?: string } }).locals?.cspNonce}'`,
          ],
          styleSrc: [
            "'self'",
            (_request, response) => `'nonce-${(response as { locals?: { cspNonce?: string } }).locals?.cspNonce}'`,
          ],
          // Charts and meters carry their geometry in style attributes; these cannot run anything.
          styleSrcAttr: ["'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      referrerPolicy: { policy: 'same-origin' },
      // Plain http on loopback: a browser must not remember otherwise for other ports of this address.
      strictTransportSecurity: false,
    }),
  ]
}
