import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../client/clock.ts'
import { ProcessRuntime } from './runtime.ts'
import { ProcessSupervisor } from './supervisor.ts'

/** Real processes: small Node programs. */
const log = pino({ level: 'silent' })
const procfs = existsSync('/proc/self/stat')
let directory: string
let supervisor: ProcessSupervisor
let runtime: ProcessRuntime
let started = 0

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runtime-'))
  supervisor = new ProcessSupervisor({ directory: join(directory, 'processes'), log, procfs })
  runtime = new ProcessRuntime({ clock: systemClock, supervisor, log })
})
afterEach(async () => {
  supervisor.stop()
  await new ProcessSupervisor({ directory: join(directory, 'processes'), log, procfs }).endLeftOvers()
  rmSync(directory, { recursive: true })
})

const logPath = () => join(directory, 'c', '0.log')
const run = (program: string, memoryLimit?: number) =>
  runtime.start({
    key: `pod_${started++}`,
    command: [process.execPath, '-e', program],
    environment: { PATH: process.env.PATH ?? '' },
    workingDirectory: directory,
    logPath: logPath(),
    memoryLimit,
  })

async function printed(pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const match = existsSync(logPath()) ? pattern.exec(readFileSync(logPath(), 'utf8')) : undefined
    if (match) return match
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !procfs || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const daemon = `
  const { spawn } = require('node:child_process')
  const child = spawn(process.execPath, ['-e', "setInterval(() => {}, 1000)"], { detached: true, stdio: 'ignore' })
  child.unref()
  console.log('daemon ' + child.pid)
`

describe('a container', () => {
  it('ends with the exit code of its first process, its log complete', async () => {
    const { ended } = await run(`console.log('one'); console.error('two'); process.exitCode = 3`)
    expect(await ended).toMatchObject({ exitCode: 3, reason: 'Error' })
    const lines = readFileSync(logPath(), 'utf8')
    expect(lines).toMatch(/ stdout F one\n/)
    expect(lines).toMatch(/ stderr F two\n/)
  })

  it('ends with 143 after SIGTERM and 137 after SIGKILL', async () => {
    const polite = await run(`console.log('up'); setInterval(() => {}, 1000)`)
    await printed(/up/)
    polite.terminate()
    expect(await polite.ended).toMatchObject({ exitCode: 143, reason: 'Error' })
    rmSync(logPath())
    const stubborn = await run(`process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`)
    await printed(/up/)
    stubborn.terminate()
    stubborn.kill()
    expect(await stubborn.ended).toMatchObject({ exitCode: 137, reason: 'Error' })
  })

  it('cannot start a command that is not there', async () => {
    const request = { key: 'none', command: ['/does/not/exist'], environment: {}, workingDirectory: directory }
    await expect(runtime.start({ ...request, logPath: logPath() })).rejects.toThrow(/ENOENT/)
  })

  it('takes daemons that left its session with it', async () => {
    const { ended } = await run(daemon)
    await ended
    const [, pid] = await printed(/daemon (\d+)/)
    expect(isAlive(Number(pid))).toBe(false)
  })

  it.runIf(procfs)('is killed as a whole when it takes more memory than its limit', async () => {
    const { ended } = await run(
      `${daemon}; const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 10)`,
      96 * 2 ** 20,
    )
    expect(await ended).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
    const [, pid] = await printed(/daemon (\d+)/)
    expect(isAlive(Number(pid))).toBe(false)
  })

  it.runIf(procfs)('is not killed for memory that it shares or that can be reclaimed', async () => {
    const running = await run(`console.log('up'); setInterval(() => {}, 1000)`, 40 * 2 ** 20)
    await printed(/up/)
    await new Promise(resolve => setTimeout(resolve, 1_200)) // two looks at its memory
    running.terminate()
    expect(await running.ended).toMatchObject({ exitCode: 143 })
  })
})

it('ends what an earlier life of the node left behind', async () => {
  const running = await run(`${daemon}; setInterval(() => {}, 1000)`)
  const [, pid] = await printed(/daemon (\d+)/)
  const nextLife = new ProcessSupervisor({ directory: join(directory, 'processes'), log, procfs })
  await nextLife.endLeftOvers()
  expect(await running.ended).toMatchObject({ exitCode: 137 })
  if (procfs) expect(isAlive(Number(pid))).toBe(false)
})
