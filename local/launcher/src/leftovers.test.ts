import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { identify, runs } from './process-identity.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leftovers-'))
  vi.stubEnv('CHAT_DEMO_LOCAL', folder)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** A process with a child, both of which would run for ever; the second refuses SIGTERM. */
async function family() {
  const stubborn = "process.on('SIGTERM',()=>{});setInterval(()=>{},1e6)"
  const script = `const c=require('child_process').spawn(process.execPath,['-e',${JSON.stringify(stubborn)}]);console.log(c.pid);setInterval(()=>{},1e6)`
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(parent.stdout, 'data')
  const [first, second] = [identify(parent.pid ?? 0), identify(Number(String(line)))]
  if (!first || !second) throw new Error('The family did not start.')
  return { first, second }
}

test('what a killed launcher left is ended with all that descends from it, by pid and start time', async () => {
  const { endLeftovers, runningLauncher, writeRecord } = await import('./leftovers.ts')
  const left = await family()
  const bystander = await family()
  const launcher = { pid: left.first.pid, started: 'before this machine was started' }
  const part = (identity: typeof left.first) => ({ name: 'node', ...identity })
  writeRecord({ launcher, parts: [part(left.first), part({ ...bystander.first, started: 'another time' })] })
  expect(runningLauncher()).toBeNull()
  expect(await endLeftovers([], 300)).toBe(2)
  expect([left.first, left.second].some(runs)).toBe(false)
  expect([bystander.first, bystander.second].every(runs)).toBe(true)
  for (const { pid } of [bystander.first, bystander.second]) process.kill(pid, 'SIGKILL')
})

test('a record that was cut off in the middle of a write is no record', async () => {
  const { readRecord } = await import('./leftovers.ts')
  writeFileSync(path.join(folder, 'processes.json'), '{"launcher":{"pi')
  expect(readRecord()).toBeNull()
})
