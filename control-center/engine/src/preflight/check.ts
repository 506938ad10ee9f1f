import { z } from 'zod'

/** In the order in which they are shown. */
export const PREFLIGHT_GROUPS = ['platforms', 'chat', 'monitoring', 'chaos', 'stage'] as const

const checkSchema = z.object({
  id: z.string(),
  group: z.enum(PREFLIGHT_GROUPS),
  title: z.string(),
  /** `fail` would go wrong on stage; `warn` deserves a look. */
  state: z.enum(['ok', 'warn', 'fail']),
  /** What was found, in words. */
  found: z.string(),
  /** What to do about it; null when there is nothing to do. */
  todo: z.string().nullable(),
  tookMs: z.number(),
})
export type PreflightCheck = z.infer<typeof checkSchema>

/** What `GET /api/v1/preflight` answers. */
export const preflightSchema = z.object({
  /** Nothing would fail on stage. */
  ready: z.boolean(),
  /** ISO time of its end. */
  at: z.string(),
  tookMs: z.number(),
  checks: z.array(checkSchema),
})
export type Preflight = z.infer<typeof preflightSchema>

/** What a look at one thing came to. */
export type Finding = Pick<PreflightCheck, 'state' | 'found' | 'todo'>

export const fine = (found: string): Finding => ({ state: 'ok', found, todo: null })
export const look = (found: string, todo: string): Finding => ({ state: 'warn', found, todo })
export const fails = (found: string, todo: string): Finding => ({ state: 'fail', found, todo })

/** `Not ready: 1 check would fail on stage` */
export function preflightVerdict({ ready, checks }: Preflight): string {
  if (ready) return 'Ready'
  const failed = checks.filter(check => check.state === 'fail').length
  return `Not ready: ${failed} ${failed === 1 ? 'check' : 'checks'} would fail on stage`
}

/** `2 deserve a look. 15 are fine. Took 8.4 s.` */
export function preflightSummary({ checks, tookMs }: Preflight): string {
  const number = (state: PreflightCheck['state']) => checks.filter(check => check.state === state).length
  const warned = number('warn')
  const words = [`${number('ok')} are fine.`, `Took ${(tookMs / 1000).toFixed(1)} s.`]
  return warned === 0
    ? words.join(' ')
    : [`${warned} ${warned === 1 ? 'deserves' : 'deserve'} a look.`, ...words].join(' ')
}
