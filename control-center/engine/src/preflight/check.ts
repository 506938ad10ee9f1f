import { z } from 'zod'
import { PREFLIGHT_GROUPS } from './words.ts'

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
