import { z } from 'zod'
import { ApiError } from '../api/context.ts'
import { parseBody } from '../objects/body.ts'
import type { TestDocument } from './documents.ts'

const options = z.looseObject({
  tick_every: z.number().min(30).max(604_800).optional(),
  monitor_name: z.string().optional(),
  monitor_priority: z.int().min(1).max(5).nullish(),
  monitor_options: z.looseObject({}).optional(),
})

const testSchema = z.looseObject({
  name: z.string().min(1),
  message: z.string().default(''),
  type: z.enum(['api', 'browser']).optional(),
  subtype: z.enum(['http', 'multi', 'ssl', 'tcp', 'dns', 'icmp', 'udp', 'websocket', 'grpc']).optional(),
  status: z.enum(['live', 'paused']).default('live'),
  tags: z.array(z.string()).default([]),
  locations: z.array(z.string()).default([]),
  config: z.looseObject({
    assertions: z.array(z.looseObject({ type: z.string() })).optional(),
    steps: z.array(z.looseObject({})).optional(),
    request: z.looseObject({ url: z.string().optional() }).optional(),
  }),
  options,
  steps: z.array(z.looseObject({})).optional(),
})

export type TestDefinition = Omit<TestDocument, 'publicId' | 'monitorId' | 'notRun' | 'created' | 'modified'>

/** The test in a body. 400 naming all that is missing, in one message as the API does. */
export function readTest(body: unknown, type: 'api' | 'browser'): TestDefinition {
  const input = parseBody(testSchema, body)
  const subtype = type === 'api' ? (input.subtype ?? 'http') : undefined
  const problems: string[] = []
  const least = (name: string, count: number | undefined): void => {
    if ((count ?? 0) < 1) problems.push(`Minimum number of elements in parameter '${name}' should be 1`)
  }
  if (input.type !== undefined && input.type !== type) problems.push(`Parameter 'type' should be '${type}'`)
  least('locations', input.locations.length)
  if (subtype === 'multi') least('steps', input.config.steps?.length)
  else if (subtype === 'http') least('assertions', input.config.assertions?.length)
  if (type === 'browser' || subtype === 'http') {
    if (input.config.request?.url === undefined) problems.push("Required parameter 'url' is missing")
  }
  if (input.options.tick_every === undefined) problems.push("Required parameter 'tick_every' is missing")
  if (problems.length > 0) throw new ApiError(400, [problems.join('\n')])
  return {
    type,
    ...(subtype !== undefined && { subtype }),
    name: input.name,
    message: input.message,
    status: input.status,
    tags: input.tags,
    locations: input.locations,
    config: input.config,
    options: { ...input.options, tick_every: input.options.tick_every ?? 60 },
    ...(type === 'browser' && { steps: input.steps ?? [] }),
  }
}
