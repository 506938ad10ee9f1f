import { describe, expect, it, vi } from 'vitest'
import { agentReporter } from './agent-reporter.ts'
import { withoutIds } from './resources.ts'
import { isUntracedPath } from './untraced-paths.ts'

const id = 'd532e304-3dd0-48f4-b1ea-e32a19ffa313'

describe('untraced paths', () => {
  it.each([
    '/assets/index-1.js',
    '/healthz',
    '/readyz',
    '/api/health',
    '/api/stats',
    '/api/stats/replies?last=60',
    '/rum?ddforward=%2F',
  ])('leaves out %s', path => expect(isUntracedPath(path)).toBe(true))
  it('leaves out the stream of a conversation, and keeps its messages', () => {
    expect(isUntracedPath(`/api/conversations/${id}/stream`)).toBe(true)
    expect(isUntracedPath(`/api/conversations/${id}/messages`)).toBe(false)
    expect(isUntracedPath('/')).toBe(false)
  })
})

it('names a resource without ids', () => {
  expect(withoutIds(`basic.publish chat.replies ${id}`)).toBe('basic.publish chat.replies :id')
  expect(withoutIds('basic.publish chat request')).toBe('basic.publish chat request')
})

it('tells once that the Agent is away, and every other error', async () => {
  const warn = vi.fn()
  const reporter = agentReporter(async () => ({ warn }))
  reporter.error(new Error('Error sending payload to the agent (status code: undefined)'))
  reporter.error(new Error('connect ECONNREFUSED 127.0.0.1:8126'))
  reporter.error('Something else')
  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(2))
  expect(warn.mock.calls.map(([, text]) => text)).toEqual([
    'the Datadog Agent cannot be reached, telemetry is dropped',
    'dd-trace reports an error',
  ])
})
