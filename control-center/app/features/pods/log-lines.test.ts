import { describe, expect, it } from 'vitest'
import { addChunk, EMPTY_LOG, matching, readLine } from './log-lines.ts'

describe('addChunk', () => {
  it('joins lines that arrive in pieces', () => {
    const first = addChunk(EMPTY_LOG, 'one\ntw')
    const second = addChunk(first, 'o\r\nthree')
    expect(second.lines.map(line => [line.number, line.text])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    expect(second.rest).toBe('three')
  })

  it('keeps the newest five thousand lines and goes on counting', () => {
    const buffer = addChunk(EMPTY_LOG, Array.from({ length: 6_000 }, (_, index) => `line ${index + 1}\n`).join(''))
    expect(buffer.lines).toHaveLength(5_000)
    expect(buffer.lines.at(-1)).toEqual({ number: 6_000, text: 'line 6000' })
    expect(buffer.total).toBe(6_000)
  })
})

it('finds words whatever their case', () => {
  const { lines } = addChunk(EMPTY_LOG, 'Reply stored\nqueue closed\n')
  expect(matching(lines, ' REPLY ').map(line => line.number)).toEqual([1])
  expect(matching(lines, '  ')).toHaveLength(2)
})

describe('readLine', () => {
  it('takes a JSON line apart', () => {
    const line = '{"level":50,"time":1795443764000,"pid":7,"msg":"could not publish","queue":"chat.requests","tries":2}'
    expect(readLine(line, 'UTC')).toEqual({
      tone: 'bad',
      level: 'error',
      time: '14:22:44',
      message: 'could not publish',
      fields: 'queue=chat.requests tries=2',
    })
  })

  it('takes a level that is a word as well as one that is a number', () => {
    const line = '{"level":"warn","time":"2026-01-02T14:22:44.000Z","msg":"reconnecting"}'
    expect(readLine(line, 'UTC')).toMatchObject({
      tone: 'warn',
      level: 'warn',
      time: '14:22:44',
      message: 'reconnecting',
    })
  })

  it.each(['plain words', '{ not json', '{"a":1}', '{"level":30,"time":"soon","msg":"x"}'])(
    'leaves %s as it is',
    text => {
      expect(readLine(text, 'UTC')).toMatchObject({ message: text, level: null, tone: 'plain' })
    },
  )
})
