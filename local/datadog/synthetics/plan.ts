import { z } from 'zod'
import { assertionSchema, problemOfAssertion } from './assertions.ts'
import type { TestDocument } from './documents.ts'
import { requestSchema } from './request.ts'
import { configVariableSchema, extractionSchema } from './variables.ts'

const assertions = z.array(assertionSchema).default([])

const stepSchema = z.looseObject({
  name: z.string().default(''),
  subtype: z.literal('http'),
  request: requestSchema,
  assertions,
  extractedValues: z.array(extractionSchema).default([]),
  allowFailure: z.boolean().default(false),
  isCritical: z.boolean().default(false),
})

export type Step = z.output<typeof stepSchema>

const configVariables = z.array(configVariableSchema).default([])
const single = z.looseObject({ request: requestSchema, assertions, configVariables })
const several = z.looseObject({ steps: z.array(stepSchema).min(1), configVariables })

const optionsSchema = z.looseObject({
  follow_redirects: z.boolean().default(false),
  retry: z.looseObject({ count: z.number().default(0), interval: z.number().default(300) }).optional(),
  min_failure_duration: z.number().default(0),
})

/** What a run does. */
export interface Plan {
  steps: readonly Step[]
  isMulti: boolean
  variables: ReadonlyMap<string, string>
  followRedirects: boolean
  retries: number
  /** Milliseconds between two tries. */
  retryInterval: number
}

/** Throws an Error saying why the test cannot be run here. */
export function planOf({ type, subtype = '', config, options }: Omit<TestDocument, 'notRun'>): Plan {
  if (type === 'browser') throw new Error('browser tests are not run here')
  if (subtype !== 'http' && subtype !== 'multi') throw new Error(`tests of the subtype ${subtype} are not run here`)
  const isMulti = subtype === 'multi'
  const parsed = isMulti ? several.safeParse(config) : single.safeParse(config)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`not run here: config.${issue?.path.join('.')}: ${issue?.message}`)
  }
  const steps =
    'steps' in parsed.data
      ? (parsed.data.steps as Step[])
      : [stepSchema.parse({ subtype: 'http', request: parsed.data.request, assertions: parsed.data.assertions })]
  for (const step of steps) {
    const problem = step.assertions.map(problemOfAssertion).find(each => each !== null)
    if (problem !== undefined) throw new Error(`not run here: ${problem}`)
  }
  const { follow_redirects: followRedirects, retry } = optionsSchema.parse(options)
  const texts = parsed.data.configVariables.filter(variable => variable.type === 'text')
  return {
    steps,
    isMulti,
    variables: new Map(texts.map(({ name, pattern = '' }) => [name, pattern])),
    followRedirects,
    retries: retry?.count ?? 0,
    retryInterval: retry?.interval ?? 0,
  }
}

export function problemOfPlan(test: Omit<TestDocument, 'notRun'>): string | null {
  try {
    planOf(test)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Seconds that a test has to fail before its monitor alerts. */
export const minFailureSeconds = (test: TestDocument): number => optionsSchema.parse(test.options).min_failure_duration
