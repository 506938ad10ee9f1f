import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { enteringCapability, unprivilegedCommand } from './unprivileged.ts'

test('the smallest capability that this process has is given', () => {
  expect(enteringCapability('Name:\tnode\nCapEff:\t000001ffffffffff\n')).toBe('dac_read_search')
  expect(enteringCapability('CapEff:\t00000000a80425fb\n')).toBe('dac_override')
  expect(enteringCapability('CapEff:\t0000000000000000\n')).toBeNull()
  expect(enteringCapability('Name:\tnode\n')).toBeNull()
})

describe.runIf(process.getuid?.() === 0 && process.platform === 'linux')('started by root', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'unprivileged-'))
    chmodSync(folder, 0o700)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('a program in a folder of root’s runs as nobody, and finds itself by access(2)', () => {
    const program = path.join(folder, 'sh')
    copyFileSync('/bin/sh', program)
    const script = `test -x ${program} && id -u`
    const output = execFileSync(...unprivilegedCommand(program, ['-c', script], 'dac_read_search'), {
      encoding: 'utf8',
    })
    expect(output.trim()).toBe('65534')
  })
})
