import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../client/manual-clock.ts'
import { formatEntry, LineSplitter, MAX_LINE_BYTES, parseEntry } from './cri.ts'
import { type LogOptions, readLog } from './reader.ts'
import { LogWriter } from './writer.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logs-'))
  path = join(directory, 'web', '0.log')
})
afterEach(() => rmSync(directory, { recursive: true }))

const fail = (error: unknown) => {
  throw error
}

async function write(text: string, options: { maxBytes?: number; maxFiles?: number } = {}): Promise<void> {
  const writer = new LogWriter({ clock: new ManualClock(), path, onError: fail, ...options })
  const lines = text.split(/(?<=\n)/).map(line => Buffer.from(line))
  await writer.copy(Readable.from(lines), Readable.from([]))
}

async function read(options: LogOptions = {}): Promise<string> {
  let text = ''
  const source = { path, live: () => false, signal: new AbortController().signal }
  for await (const part of readLog(source, options)) text += part
  return text
}

describe('lines', () => {
  it('are cut at newlines, whatever the chunks', () => {
    const splitter = new LineSplitter()
    expect(splitter.push(Buffer.from('one\ntw'))).toEqual([{ text: 'one', partial: false }])
    expect(splitter.push(Buffer.from('o\n'))).toEqual([{ text: 'two', partial: false }])
    expect(splitter.push(Buffer.from('end'))).toEqual([])
    expect(splitter.end()).toEqual([{ text: 'end', partial: false }])
  })

  it('are split into parts when they are long, never within a character', () => {
    const long = `${'é'.repeat(MAX_LINE_BYTES)}\n`
    const parts = new LineSplitter().push(Buffer.from(`x${long}`))
    expect(parts.map(({ partial }) => partial)).toEqual([true, true, false])
    expect(`${parts.map(({ text }) => text).join('')}\n`).toBe(`x${long}`)
  })

  it('are written as container runtimes write them', () => {
    const entry = { time: '2026-01-01T00:00:00.000000000Z', stream: 'stdout', partial: false, text: 'a b  c' } as const
    expect(formatEntry(entry)).toBe('2026-01-01T00:00:00.000000000Z stdout F a b  c\n')
    expect(parseEntry(formatEntry(entry).trimEnd())).toEqual(entry)
    expect(parseEntry('no entry')).toBeUndefined()
  })
})

describe('a container log', () => {
  it('gives back what was printed', async () => {
    await write('one\ntwo\n\nfour')
    expect(readFileSync(path, 'utf8').split('\n')[1]).toBe('2026-01-01T00:00:00.000000001Z stdout F two')
    expect(await read()).toBe('one\ntwo\n\nfour\n')
  })

  it('gives the end, a part, or the times', async () => {
    await write('one\ntwo\nthree\n')
    expect(await read({ tailLines: 2 })).toBe('two\nthree\n')
    expect(await read({ tailLines: 0 })).toBe('')
    expect(await read({ limitBytes: 5 })).toBe('one\nt')
    expect(await read({ tailLines: 1, timestamps: true })).toBe('2026-01-01T00:00:00.000000002Z three\n')
    expect(await read({ since: Date.UTC(2026, 0, 2) })).toBe('')
  })

  it('counts a long line as one', async () => {
    const long = 'x'.repeat(3 * MAX_LINE_BYTES)
    await write(`one\n${long}\n`)
    expect(await read({ tailLines: 1 })).toBe(`${long}\n`)
  })

  it('is rotated by size, and read over all its files', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`)
    await write(lines.join(''), { maxBytes: 1_000, maxFiles: 3 })
    expect(readdirSync(join(directory, 'web'))).toHaveLength(3)
    const text = await read()
    expect(lines.join('').endsWith(text)).toBe(true)
    expect(text.length).toBeGreaterThan(200)
  })

  it('is followed until the container has ended, over rotations', async () => {
    const writer = new LogWriter({ clock: new ManualClock(), path, maxBytes: 200, maxFiles: 100, onError: fail })
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    let live = true
    const done = writer.copy(stdout, stderr).then(() => {
      live = false
    })
    stderr.end()
    stdout.write('line 0\n')
    const followed = (async () => {
      let text = ''
      const source = { path, live: () => live, signal: new AbortController().signal }
      for await (const part of readLog(source, { follow: true })) {
        text += part
        const count = text.split('\n').length - 1
        if (count < 20) stdout.write(`line ${count}\n`)
        else stdout.end()
      }
      return text
    })()
    await done
    expect(await followed).toBe(Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join(''))
  })

  it('stops following when the reader leaves', async () => {
    await write('one\n')
    const leaving = new AbortController()
    const source = { path, live: () => true, signal: leaving.signal }
    let text = ''
    for await (const part of readLog(source, { follow: true })) {
      text += part
      leaving.abort()
    }
    expect(text).toBe('one\n')
  })
})
