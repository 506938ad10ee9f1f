import { describe, expect, it } from 'vitest'
import { logRow } from './pipeline.ts'
import { statusOf } from './status.ts'
import { textStatus } from './text-status.ts'

const NOW = Date.parse('2026-01-01T12:00:00Z')
const log = (message: string, more = {}) =>
  logRow({ message, attributes: {}, source: 'nodejs', service: '', host: 'local', tags: [], time: NOW, ...more }, NOW)

describe('logRow', () => {
  it('reads a line of pino with the ids that dd-trace put into it', () => {
    const line = {
      level: 40,
      time: NOW - 5000,
      hostname: 'pod',
      msg: 'slow',
      dd: { trace_id: '6540000000000000000000000000ABCD', span_id: '77', service: 'backend', env: 'dev', version: '2' },
      conversation: { id: 'c1' },
    }
    expect(log(JSON.stringify(line))).toMatchObject({
      time: NOW - 5000,
      status: 'warn',
      message: 'slow',
      traceId: '6540000000000000000000000000abcd',
      spanId: '77',
      service: 'backend',
      env: 'dev',
      version: '2',
      host: 'local',
      attributes: { conversation: { id: 'c1' } },
    })
  })

  it('reads ISO times and named levels, and prefers what the pod says of the service', () => {
    const line = JSON.stringify({ level: 'error', time: '2026-01-01T11:59:00.000Z', message: 'm', service: 'other' })
    expect(log(line, { service: 'backend', tags: ['env:e', 'version:3'] })).toMatchObject({
      time: NOW - 60_000,
      status: 'error',
      message: 'm',
      service: 'backend',
      env: 'e',
      version: '3',
    })
  })

  it('keeps a text as it is, and what is too old as of now', () => {
    expect(log('{not json')).toMatchObject({ message: '{not json', status: 'info', time: NOW, traceId: '' })
    expect(log('{"msg":"old","time":"2020-01-01T00:00:00Z"}').time).toBe(NOW)
    expect(log('{"msg":"x","dd":{"trace_id":"10","span_id":"0"}}')).toMatchObject({
      traceId: `${'0'.repeat(31)}a`,
      spanId: '',
    })
  })
})

describe('textStatus', () => {
  it.each([
    ['postgresql', '2026-11-23 22:50:18.125 UTC [26271] LOG:  starting PostgreSQL 18.4', 'info'],
    ['postgresql', '2026-11-23 22:50:18.125 UTC [1] chat@chat ERROR:  relation "x" does not exist', 'error'],
    ['postgresql', '2026-11-23 22:50:18.125 UTC [1] STATEMENT:  SELECT 1', 'info'],
    ['postgresql', '2026-11-23 22:50:18.125 UTC [1] DEBUG1:  checkpoint', 'debug'],
    ['rabbitmq', '2026-11-23 22:50:16.607320+00:00 [warning] <0.223.0> memory watermark', 'warn'],
    ['rabbitmq', 'no level', undefined],
    ['nodejs', 'LOG:  x', undefined],
  ])('%s: %s', (source, text, status) => {
    expect(textStatus(source, text)).toBe(status)
    if (status) expect(log(text, { source, attributes: { status: 'error' } }).status).toBe(status)
  })
})

describe('statusOf', () => {
  it.each([
    [10, 'debug'],
    [20, 'debug'],
    [30, 'info'],
    [40, 'warn'],
    [50, 'error'],
    [60, 'critical'],
    [3, 'error'],
    ['30', 'info'],
    ['WARNING', 'warn'],
    ['fatal', 'emergency'],
    ['trace', 'debug'],
    ['ok', 'ok'],
    ['LOG', 'info'],
    ['', 'info'],
    [undefined, 'info'],
  ])('%s is %s', (level, status) => {
    expect(statusOf(level)).toBe(status)
  })
})
