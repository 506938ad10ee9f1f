import type { Clock } from '@chat-demo/engine'
import { type RequestHandler, Router } from 'express'
import { type Authenticator, callerOf, cookieHeader, sessionCookie } from '../auth/authenticate.ts'
import { LoginCodes } from '../auth/login-codes.ts'
import { RateLimit } from '../auth/rate-limit.ts'
import type { Sessions } from '../auth/sessions.ts'
import { HttpProblem } from '../problem.ts'
import { loginBody, loginCodeBody } from './schemas.ts'

const ATTEMPTS = 10
const WINDOW_MS = 60_000

export interface LoginOptions {
  clock: Clock
  sessions: Sessions
  authenticator: Authenticator
  /** The address of the control center, as people type it. */
  origin: () => string
}

/** How a browser gets its session: a script with the API token asks for a link, the page exchanges its code. */
export function loginRoutes({ clock, sessions, authenticator, origin }: LoginOptions): Router {
  const router = Router()
  const codes = new LoginCodes(clock)
  const limit = new RateLimit(clock, ATTEMPTS, WINDOW_MS)

  const issue: RequestHandler = (request, response) => {
    if (callerOf(response).via !== 'token')
      throw new HttpProblem(403, 'Only a script with the API token may ask for a login link')
    const { who = 'presenter' } = loginCodeBody.parse(request.body)
    const { code, expiresAt } = codes.issue(who)
    response.locals.audit = `login link for ${who}`
    response.status(201).json({ code, url: `${origin()}/login#code=${code}`, expiresAt })
  }

  const login: RequestHandler = (request, response, next) => {
    const wait = limit.take()
    if (wait !== null)
      throw new HttpProblem(429, `Too many attempts; try again in ${wait} s`, {}, { 'retry-after': String(wait) })
    const { code } = loginBody.parse(request.body)
    const who = codes.redeem(code)
    if (who === null)
      throw new HttpProblem(403, 'This code was used already, is older than ten minutes, or never was one')
    sessions.begin(who).then(({ secret, session, seconds }) => {
      response.locals.caller = { who, via: 'session' }
      response.locals.audit = 'logged in'
      response.set('set-cookie', cookieHeader(secret, seconds, origin().startsWith('https:'))).json(session)
    }, next)
  }

  const logout: RequestHandler = (request, response, next) => {
    const secret = sessionCookie(request)
    response.locals.audit = 'logged out'
    response.set('set-cookie', cookieHeader('', 0, origin().startsWith('https:')))
    Promise.resolve(secret && sessions.end(secret)).then(() => response.status(204).end(), next)
  }

  router.post('/login-codes', authenticator.guard, issue)
  router.post('/login', login)
  router.post('/logout', authenticator.guard, logout)
  return router
}
