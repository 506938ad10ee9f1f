import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from './run-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'read-only-'))
afterAll(() => rmSync(folder, { recursive: true }))
const start = path.join(root, 'local/launcher/bin/start.mjs')
const told = (local: string, reason: string) =>
  `${local} cannot be written: ${reason}. State and logs go there. CHAT_DEMO_LOCAL names another folder, on a disk that can be written.\n`

function run(local: string, command: string, args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, CHAT_DEMO_LOCAL: local },
  })
  return { status, stdout, stderr }
}

test('a folder that cannot be made is named before anything is installed or started', () => {
  const file = path.join(folder, 'file')
  writeFileSync(file, '')
  const local = path.join(file, 'local')
  expect(run(local, process.execPath, [start])).toEqual({ status: 1, stdout: '', stderr: told(local, 'ENOTDIR') })
})

// A mount of its own needs a kernel that lets this user make one.
const mount = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c']
const mounting = spawnSync(mount[0] ?? '', [...mount.slice(1), `mount -t tmpfs -o ro none ${folder}`]).status === 0

test.skipIf(!mounting)('so is a disk that is mounted read-only', () => {
  const [command = '', ...args] = mount
  const script = `mount -t tmpfs -o ro none ${folder} && exec ${process.execPath} ${start}`
  expect(run(folder, command, [...args, script])).toEqual({ status: 1, stdout: '', stderr: told(folder, 'EROFS') })
})
