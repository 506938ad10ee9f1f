import { expect, it } from 'vitest'
import { hostAllowed } from './hosts.ts'

it.each([
  ['localhost:8080', true],
  ['127.0.0.1', true],
  ['[::1]:8080', true],
  ['datadog-agent:8126', true],
  ['DATADOG-AGENT', true],
  ['evil.example', false],
  ['localhost.evil.example', false],
  [undefined, false],
])('answers to %j: %j', (header, expected) => {
  expect(hostAllowed(header, ['datadog-agent'])).toBe(expected)
})
