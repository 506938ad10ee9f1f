import { describe, expect, it } from 'vitest'
import { ApiError } from './errors.ts'
import { hostAllowed } from './hosts.ts'
import { parseCompletionRequest, refuseForReasoning } from './request.ts'

const messages = [{ role: 'user', content: 'Hello' }]
const model = 'gpt-4.1-mini'

function refusal(body: unknown): Pick<ApiError, 'status' | 'param' | 'code'> {
  try {
    refuseForReasoning(parseCompletionRequest(body))
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, param: error.param, code: error.code }
    throw error
  }
  throw new Error('expected a refusal')
}

describe('parseCompletionRequest', () => {
  it('joins text parts and keeps what is known', () => {
    const body = {
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    }
    expect(parseCompletionRequest(body).messages).toEqual([{ role: 'user', content: 'ab' }])
  })

  it.each([
    [{ messages }, 'model', 'missing_required_parameter'],
    [{ model }, 'messages', 'missing_required_parameter'],
    [{ model, messages: [] }, 'messages', 'invalid_value'],
    [{ model, messages: 'Hello' }, 'messages', 'invalid_type'],
    [{ model, messages: [{ role: 'wizard', content: 'x' }] }, 'messages.0.role', 'invalid_value'],
    [{ model, messages: [{ role: 'user', content: 5 }] }, 'messages.0.content', 'invalid_type'],
    [{ model, messages, temperature: 3 }, 'temperature', 'invalid_value'],
    [{ model, messages, max_tokens: 0 }, 'max_tokens', 'invalid_value'],
    [{ model, messages, n: 2 }, 'n', 'unsupported_value'],
    [{ model, messages, tools: [] }, 'tools', 'unsupported_parameter'],
    [{ model, messages, colour: 'green' }, 'colour', 'unknown_parameter'],
    [{ model, messages, stream_options: { include_usage: true } }, 'stream_options', null],
    [{ model, messages, response_format: { type: 'json_object' } }, 'response_format', null],
    [[], null, null],
    ['text', null, null],
    [{ model: 'o4-mini', messages, max_tokens: 5 }, 'max_tokens', 'unsupported_parameter'],
    [{ model: 'o4-mini', messages, temperature: 0.2 }, 'temperature', 'unsupported_parameter'],
  ])('refuses %j naming %s', (body, param, code) => {
    expect(refusal(body)).toEqual({ status: 400, param, code })
  })
})

describe('hostAllowed', () => {
  it.each([
    ['127.0.0.1:8000', [], true],
    ['[::1]:8000', [], true],
    ['localhost:8000', [], true],
    ['evil.example', [], false],
    ['127.0.0.1.evil.example', [], false],
    [undefined, [], false],
    ['model.local:80', ['model.local'], true],
    ['model.local:81', ['model.local:80'], false],
    ['127.0.0.1:80', ['model.local'], false],
  ] as const)('%s with %j: %s', (header, allowed, answer) => {
    expect(hostAllowed(header, allowed)).toBe(answer)
  })
})
