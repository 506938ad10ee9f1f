import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let directory: string
let program: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'apiserver-main-'))
  // Beside the sources, so that packages are found; the name keeps parallel runs apart.
  program = fileURLToPath(new URL(`../dist/apiserver-test-${process.pid}.js`, import.meta.url))
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
  writeFileSync(join(directory, 'tokens.json'), '[]')
})
afterAll(() => {
  rmSync(program, { force: true })
  rmSync(directory, { recursive: true })
})

const start = (env: Record<string, string>) =>
  spawn(process.execPath, [program], { env: { PATH: process.env.PATH, ...env } })
const good = () => ({ PORT: '0', DATA_DIR: join(directory, 'data'), TOKENS_FILE: join(directory, 'tokens.json') })

async function failure(env: Record<string, string>) {
  const child = start(env)
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, said: out + err }
}

describe('the API server as a program', { timeout: 30_000 }, () => {
  it('names each variable that is missing or wrong', async () => {
    const { code, said } = await failure({ HOST: '0.0.0.0', PORT: 'x', SERVICE_CIDR: '10' })
    expect(code).toBe(1)
    expect(said.trim().split('\n')).toEqual([
      'apiserver: HOST is "0.0.0.0": wants a loopback address such as 127.0.0.1',
      'apiserver: PORT is "x": wants a port, 0 for a free one',
      'apiserver: DATA_DIR is not set: wants a directory that can be written',
      'apiserver: TOKENS_FILE is not set: wants the path of a JSON file [{token, user, uid?, groups}]',
      'apiserver: SERVICE_CIDR is "10": wants an IPv4 range of 8 to 30 bits such as 127.96.0.0/16',
    ])
  })

  it('says what is wrong with a file or directory', async () => {
    expect((await failure({ ...good(), TOKENS_FILE: '/does/not/exist' })).said).toContain('TOKENS_FILE /does/not/exist')
    const blocked = join(directory, 'tokens.json', 'data')
    expect((await failure({ ...good(), DATA_DIR: blocked })).said).toContain(blocked)
  })

  it('tells in one line that it is ready, and ends on SIGTERM', async () => {
    const child = start(good())
    const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
    const first = await new Promise<string>(resolve => child.stdout.once('data', chunk => resolve(String(chunk))))
    expect(JSON.parse(first.split('\n')[0] ?? '')).toMatchObject({
      msg: 'ready',
      url: expect.stringMatching(/^https:\/\/127/),
    })
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})
