import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../errors.ts'

const source = z.enum(['kubernetes', 'rabbitmq', 'chat', 'datadog'])

const planSchema = z.object({
  kind: z.literal('plan'),
  at: z.string(),
  scenarios: z.array(z.string()).min(1),
  times: z.int().positive(),
})
export type Plan = z.infer<typeof planSchema>

const begunSchema = z.object({
  kind: z.literal('begun'),
  at: z.string(),
  scenario: z.string(),
  round: z.int().positive(),
  run: z.string(),
})

const resultSchema = z.object({
  kind: z.literal('result'),
  at: z.string(),
  scenario: z.string(),
  title: z.string(),
  round: z.int().positive(),
  /** null when it could not be begun. */
  run: z.string().nullable(),
  evidence: z.array(
    z.object({
      signal: z.string(),
      title: z.string(),
      source,
      withinSeconds: z.number(),
      seenAfterSeconds: z.number().nullable(),
      why: z.string(),
    }),
  ),
  /** Seconds from the heal to the proof; null without a proof. */
  recoverySeconds: z.number().nullable(),
  /** Questions that were accepted and neither answered nor failed; null when the chat could not be asked. */
  lost: z.number().nullable(),
  /** Why it was not begun, or its recovery not proven. */
  problem: z.string().nullable(),
})
export type Result = z.infer<typeof resultSchema>

const lineSchema = z.discriminatedUnion('kind', [planSchema, begunSchema, resultSchema])
type Line = z.infer<typeof lineSchema>

/** One round of one scenario that is still to be done. `run`: begun before, and perhaps still under way. */
export interface Task {
  scenario: string
  round: number
  run: string | null
}

export interface Progress {
  plan: Plan
  results: Result[]
  todo: Task[]
}

/** What is done and what is left, round by round, so that what drifts meets every scenario alike. */
export function progressOf(lines: readonly Line[]): Progress {
  const plan = lines.find(line => line.kind === 'plan')
  if (!plan) throw new Error('it has no plan')
  const results = lines.filter(line => line.kind === 'result')
  const isDone = (scenario: string, round: number) =>
    results.some(result => result.scenario === scenario && result.round === round)
  const runOf = (scenario: string, round: number) =>
    lines.findLast(line => line.kind === 'begun' && line.scenario === scenario && line.round === round)
  const todo = Array.from({ length: plan.times }, (_, index) => index + 1).flatMap(round =>
    plan.scenarios.flatMap(scenario => {
      if (isDone(scenario, round)) return []
      const begun = runOf(scenario, round)
      return [{ scenario, round, run: begun?.kind === 'begun' ? begun.run : null }]
    }),
  )
  return { plan, results, todo }
}

/** A file of JSON lines that outlives the process which writes it. */
export class Journal {
  readonly file: string

  private constructor(file: string) {
    this.file = file
  }

  /** Begins a new file. */
  static begin(file: string, plan: Plan): Journal {
    mkdirSync(dirname(file), { recursive: true })
    const journal = new Journal(file)
    journal.write(plan)
    return journal
  }

  /** Goes on with the newest file of the folder. Throws when there is none. */
  static resume(folder: string): Journal {
    // Named by their time, so the last by name is the newest.
    const newest = existsSync(folder)
      ? readdirSync(folder)
          .filter(name => name.endsWith('.jsonl'))
          .sort()
          .at(-1)
      : undefined
    if (newest === undefined) throw new Error(`there is nothing to go on with in ${folder}: leave --resume out`)
    const file = join(folder, newest)
    // The process may have been ended while it wrote its last line: that round is done again.
    const text = readFileSync(file)
    truncateSync(file, text.lastIndexOf('\n') + 1)
    return new Journal(file)
  }

  /** At once on disk: the process may end at any time. */
  write(line: Line): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`)
  }

  progress(): Progress {
    const lines = readFileSync(this.file, 'utf8').split('\n').filter(Boolean)
    return progressOf(
      lines.map((text, index) => {
        try {
          return lineSchema.parse(JSON.parse(text))
        } catch (error) {
          throw new Error(`${this.file}:${index + 1} cannot be read: ${messageOf(error)}`)
        }
      }),
    )
  }
}
