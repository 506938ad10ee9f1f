import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ProcessIdentity } from './process-identity.ts'
import { identify, runs } from './process-identity.ts'
import { restartDelayMs, Supervisor } from './supervisor.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supervisor-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const part = (name: string, script: string, stopWithinMs = 2000) => ({
  name,
  command: process.execPath,
  args: ['-e', script],
  env: {},
  stopWithinMs,
})

test('the delay grows with each end in a row and has a limit', () => {
  expect([1, 2, 3, 4, 20].map(restartDelayMs)).toEqual([200, 500, 1000, 2000, 10_000])
})

test('a part that is killed is started again, and all of it ends at stop', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  let known: ProcessIdentity[] = []
  const supervisor = new Supervisor(folder, processes => {
    known = processes
  })
  supervisor.start(
    part(
      'a',
      "require('child_process').spawn(process.execPath,['-e','setInterval(()=>{},1e6)']);setInterval(()=>{},1e6)",
    ),
  )
  await vi.waitFor(() => expect(known).toHaveLength(1))
  const first = supervisor.pidOf('a') ?? 0
  process.kill(first, 'SIGKILL')
  await vi.waitFor(() => expect(supervisor.pidOf('a')).not.toBe(first), { timeout: 5000 })
  expect(told).toHaveBeenCalledWith(expect.stringContaining('a ended (SIGKILL); starting it again'))
  const second = identify(supervisor.pidOf('a') ?? 0)
  await supervisor.stop(['a'])
  expect(second && runs(second)).toBe(false)
  expect(known).toEqual([])
  told.mockRestore()
})

test('a part that refuses to end is killed after its time', async () => {
  const supervisor = new Supervisor(folder, () => undefined)
  supervisor.start(part('stubborn', "process.on('SIGTERM',()=>{});console.log('up');setInterval(()=>{},1e6)", 200))
  const identity = identify(supervisor.pidOf('stubborn') ?? 0)
  await supervisor.stop(['stubborn'])
  expect(identity && runs(identity)).toBe(false)
})

test('a part that keeps ending is an error that names its log', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const supervisor = new Supervisor(folder, () => undefined)
  supervisor.start(part('broken', 'process.exit(3)'))
  await expect(supervisor.until('broken', async () => false, 20_000)).rejects.toThrow(
    'broken ends as soon as it is started',
  )
  await supervisor.stop(['broken'])
  told.mockRestore()
})
