import { expect, test } from 'vitest'
import { isAllowedHost } from './host-guard.ts'

test.each([
  ['127.96.0.4:8080', true],
  ['[::1]:8080', true],
  ['localhost', true],
  ['LOCALHOST:30080', true],
  ['evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['user@127.0.0.1', false],
  ['', false],
  [undefined, false],
])('without a list %s is served: %s', (host, served) => {
  expect(isAllowedHost(host, undefined)).toBe(served)
})

test.each([
  ['localhost:30080', true],
  ['localhost:30081', false],
  ['frontend', true],
  ['frontend:3000', true],
  ['127.0.0.1:30080', false],
])('with the list localhost:30080,frontend %s is served: %s', (host, served) => {
  expect(isAllowedHost(host, ['localhost:30080', 'frontend'])).toBe(served)
})
