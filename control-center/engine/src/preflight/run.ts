import { type Clock, iso } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Finding, Preflight, PreflightCheck } from './check.ts'

const TIMEOUT_MS = 10_000

/** One thing to look at. */
export interface Look extends Pick<PreflightCheck, 'id' | 'group' | 'title'> {
  /** Rejects when what it asks does not answer. The signal aborts when time is up. */
  take: (signal: AbortSignal) => Promise<Finding> | Finding
  /** What to do when the look itself came to nothing. */
  otherwise: string
  timeoutMs?: number
}

/** Takes all looks at once. Never rejects: a look that fails or takes too long is a check that failed. */
export async function takeLooks(looks: readonly Look[], clock: Clock): Promise<Preflight> {
  const began = clock.now()
  const checks = await Promise.all(looks.map(one => take(one, clock)))
  const ready = checks.every(check => check.state !== 'fail')
  return { ready, at: iso(clock.now()), tookMs: clock.now() - began, checks }
}

async function take(one: Look, clock: Clock): Promise<PreflightCheck> {
  const { id, group, title, otherwise, timeoutMs = TIMEOUT_MS } = one
  const began = clock.now()
  const over = new AbortController()
  const late = new Promise<Finding>(resolve => {
    const cancel = clock.after(timeoutMs, () => {
      resolve({ state: 'fail', found: `no answer within ${timeoutMs / 1000} s`, todo: otherwise })
      over.abort()
    })
    over.signal.addEventListener('abort', cancel, { once: true })
  })
  const looked = Promise.resolve()
    .then(() => one.take(over.signal))
    .catch((error): Finding => ({ state: 'fail', found: messageOf(error), todo: otherwise }))
  const finding = await Promise.race([looked, late])
  over.abort()
  return { id, group, title, ...finding, tookMs: clock.now() - began }
}
