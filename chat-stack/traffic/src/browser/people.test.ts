import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createLogger } from '@chat-demo/common'
import { afterAll, expect, test, vi } from 'vitest'
import { People } from './people.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'people-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A program that tells of one stay and goes on; `leaves`: whether it ends when it is asked to. */
function program(name: string, leaves: boolean): string {
  const file = path.join(folder, name)
  const onLeave = leaves ? '() => process.exit()' : '() => {}'
  writeFileSync(
    file,
    `process.on('disconnect', ${onLeave}); process.send({ asked: 2, gaveUp: false }); setInterval(() => {}, 1e6)`,
  )
  return file
}

test.each([
  ['leaves when asked', true],
  ['does not leave when asked', false],
])('somebody who %s makes room for the next, and nobody stays behind', async (name, leaves) => {
  const people = new People(program(`${leaves}.cjs`, leaves), createLogger('test', 'silent'), 200)
  people.setPresent(true)
  await vi.waitFor(() => expect(people.totals.stays).toBe(1), 10_000)
  people.setPresent(false)
  people.setPresent(true)
  await vi.waitFor(() => expect(people.totals, name).toEqual({ stays: 2, asked: 4, gaveUp: 0, failed: 0 }), 10_000)
  await people.close()
})
