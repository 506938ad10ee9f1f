import type { Request, RequestHandler } from 'express'
import type { Session } from '../../app/platform/load-context.ts'
import { HttpProblem } from '../problem.ts'
import { sameSecret } from './secrets.ts'
import type { Sessions } from './sessions.ts'

/** Who makes a request: a browser with a session, or a script with the API token. */
export interface Caller {
  who: string
  via: 'session' | 'token'
}

const COOKIE = 'session'

/** The session's secret in the Cookie header, or null. */
export function sessionCookie(request: Request): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === COOKIE && value) return value
  }
  return null
}

export function cookieHeader(secret: string, seconds: number, secure: boolean): string {
  return `${COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
}

export class Authenticator {
  readonly #sessions: Sessions
  readonly #apiToken: string

  constructor(sessions: Sessions, apiToken: string) {
    this.#sessions = sessions
    this.#apiToken = apiToken
  }

  session(request: Request): Session | null {
    const secret = sessionCookie(request)
    return secret === null ? null : this.#sessions.find(secret)
  }

  isScript(request: Request): boolean {
    const match = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')
    return match?.[1] !== undefined && sameSecret(match[1], this.#apiToken)
  }

  caller(request: Request): Caller | null {
    if (request.headers.authorization !== undefined)
      return this.isScript(request) ? { who: 'script', via: 'token' } : null
    const session = this.session(request)
    return session && { who: session.who, via: 'session' }
  }

  /** Lets known callers pass. A browser that changes something has to say where it comes from. */
  readonly guard: RequestHandler = (request, response, next) => {
    const caller = this.caller(request)
    if (!caller) {
      const headers = { 'www-authenticate': 'Bearer' }
      return next(
        new HttpProblem(
          401,
          'Log in with a link (npm run open), or send Authorization: Bearer with the API token',
          {},
          headers,
        ),
      )
    }
    const changes = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
    if (changes && caller.via === 'session' && request.headers.origin === undefined) {
      return next(new HttpProblem(403, 'A change by a browser needs its Origin header'))
    }
    response.locals.caller = caller
    next()
  }
}

/** Who it is, behind the guard. */
export function callerOf(response: { locals: Record<string, unknown> }): Caller {
  const { caller } = response.locals
  if (!caller) throw new HttpProblem(401, 'Nobody is logged in')
  return caller as Caller
}
