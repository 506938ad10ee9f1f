import { z } from 'zod'
import { type ApiError, badRequest } from './errors.ts'

const textPart = z.object({ type: z.literal('text'), text: z.string() })
const content = z
  .union([z.string(), z.array(textPart).min(1)])
  .transform(value => (typeof value === 'string' ? value : value.map(part => part.text).join('')))

const message = z.object({
  role: z.enum(['developer', 'system', 'user', 'assistant']),
  content,
  name: z.string().optional(),
})

const count = z.number().int().min(1).nullish()
const penalty = z.number().min(-2).max(2).nullish()

const schema = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z
    .object({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
    .nullish(),
  max_tokens: count,
  max_completion_tokens: count,
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(4)]).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  seed: z.number().int().nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  store: z.boolean().nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'priority', 'scale']).nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  response_format: z.object({ type: z.string() }).nullish(),
})

export type CompletionRequest = z.infer<typeof schema>

/** Parameters of the real API which would change the answer in a way that this server has no means for. */
const NOT_SERVED = [
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'functions',
  'function_call',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'modalities',
  'audio',
  'prediction',
  'web_search_options',
  'verbosity',
]

/** Parameters that a reasoning model refuses. */
const NOT_FOR_REASONING = [
  'max_tokens',
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'stop',
] as const

/**
 * The body of `POST /v1/chat/completions`.
 * @throws ApiError 400 whose `param` names the first field that is wrong, as a path: `messages.0.role`
 */
export function parseCompletionRequest(body: unknown): CompletionRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('The body of this request has to be a JSON object.', null)
  }
  for (const name of Object.keys(body)) {
    if (NOT_SERVED.includes(name))
      throw badRequest(`This server does not support '${name}'.`, name, 'unsupported_parameter')
    if (!(name in schema.shape)) throw badRequest(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
  }
  const result = schema.safeParse(body)
  if (!result.success) throw issueError(result.error.issues[0], body)
  const { n, response_format, stream, stream_options } = result.data
  if (n !== undefined && n !== null && n !== 1) {
    throw badRequest(`'n' is ${n}: this server gives one choice, so it has to be 1.`, 'n', 'unsupported_value')
  }
  if (response_format && response_format.type !== 'text') {
    throw badRequest(`'response_format' of type "${response_format.type}" is not supported here.`, 'response_format')
  }
  if (stream_options && stream !== true) {
    throw badRequest("'stream_options' is only allowed together with 'stream': true.", 'stream_options')
  }
  return result.data
}

/** @throws ApiError 400 naming a parameter that a reasoning model does not take */
export function refuseForReasoning(request: CompletionRequest): void {
  for (const name of NOT_FOR_REASONING) {
    const value = request[name]
    if (value === undefined || value === null) continue
    if ((name === 'temperature' || name === 'top_p') && value === 1) continue
    if ((name === 'presence_penalty' || name === 'frequency_penalty') && value === 0) continue
    const instead = name === 'max_tokens' ? " Use 'max_completion_tokens' instead." : ''
    throw badRequest(
      `'${name}' is not supported with the model ${request.model}.${instead}`,
      name,
      'unsupported_parameter',
    )
  }
}

function issueError(issue: z.core.$ZodIssue | undefined, body: object): ApiError {
  if (issue === undefined) return badRequest('The body of this request is not valid.', null)
  const param = issue.path.map(String).join('.')
  if (valueAt(body, issue.path) === undefined) {
    return badRequest(`The parameter '${param}' is missing.`, param, 'missing_required_parameter')
  }
  const code = issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'invalid_type' : 'invalid_value'
  return badRequest(`The parameter '${param}' is not valid: ${issue.message}.`, param, code)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}
