import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { endLeftovers, readRecord, runningLauncher, writeRecord } from './leftovers.ts'
import { identify, type ProcessIdentity, runs, send } from './process-identity.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'leftovers-'))
const file = path.join(folder, 'processes.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a test started; none outlives it, also when it fails. */
const started: ProcessIdentity[] = []
afterEach(() => {
  for (const identity of started.splice(0)) send('SIGKILL', identity)
})

/** A process with a child, both of which would run for ever; the second refuses SIGTERM. */
async function family() {
  const stubborn = "process.on('SIGTERM',()=>{});setInterval(()=>{},1e6)"
  const script = `const c=require('child_process').spawn(process.execPath,['-e',${JSON.stringify(stubborn)}]);console.log(c.pid);setInterval(()=>{},1e6)`
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(parent.stdout, 'data')
  const [first, second] = [identify(parent.pid ?? 0), identify(Number(String(line)))]
  if (!first || !second) throw new Error('The family did not start.')
  started.push(first, second)
  return { first, second }
}

test('what a killed launcher left is ended with all that descends from it, by pid and start time', async () => {
  const left = await family()
  const bystander = await family()
  const launcher = { pid: left.first.pid, started: 'before this machine was started' }
  const part = (identity: typeof left.first) => ({ name: 'node', ...identity })
  writeRecord({ launcher, parts: [part(left.first), part({ ...bystander.first, started: 'another time' })] }, file)
  expect(runningLauncher(file)).toBeNull()
  expect(await endLeftovers([], 300, file)).toBe(2)
  expect([left.first, left.second].some(runs)).toBe(false)
  expect([bystander.first, bystander.second].every(runs)).toBe(true)
})

test('a child that ends with its parent, before its own turn comes, is no error', async () => {
  // The child leaves as soon as the pipe to its parent breaks, as servers do when their supervisor goes.
  const child = "process.stdin.on('end',()=>process.exit()).resume()"
  const script = `for(let i=0;i<8;i++)console.log(require('child_process').spawn(process.execPath,['-e',${JSON.stringify(child)}],{stdio:['pipe','ignore','ignore']}).pid);setInterval(()=>{},1e6)`
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  let lines = ''
  parent.stdout.on('data', chunk => {
    lines += chunk
  })
  await vi.waitFor(() => expect(lines.trim().split('\n')).toHaveLength(8), 10_000)
  const left = [parent.pid ?? 0, ...lines.trim().split('\n').map(Number)].flatMap(pid => identify(pid) ?? [])
  writeRecord(
    {
      launcher: { pid: 1, started: 'long ago' },
      parts: left.map(identity => ({ name: 'node', ...identity })),
    },
    file,
  )
  expect(await endLeftovers([], 2000, file)).toBe(9)
  expect(left.some(runs)).toBe(false)
})

test('a signal to a process that has ended is no error', async () => {
  expect(send('SIGTERM', { pid: process.pid, started: 'another time' })).toBe(false)
})

test('a record that was cut off in the middle of a write is no record', async () => {
  writeFileSync(file, '{"launcher":{"pi')
  expect(readRecord(file)).toBeNull()
})
