import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { descendants, identify, runs, startTimeOf } from './process-identity.ts'

test('the start time is found behind a command with spaces and brackets', () => {
  const fields = ['S', '1', ...Array.from({ length: 17 }, (_, index) => String(index)), '4711', '0']
  expect(startTimeOf(`42 (a) b (c)) ${fields.join(' ')}`)).toBe('4711')
})

test('a process is known while it runs and with its own start time only', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  const pid = child.pid ?? 0
  const identity = identify(pid)
  expect(identity).not.toBeNull()
  expect(identity && runs(identity)).toBe(true)
  expect(runs({ pid, started: 'another time' })).toBe(false)
  expect(descendants(process.pid).map(each => each.pid)).toContain(pid)
  child.stdin?.end()
  await once(child, 'exit')
  expect(identity && runs(identity)).toBe(false)
})
