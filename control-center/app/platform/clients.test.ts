import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { ChatClient } from './chat.ts'
import { RabbitmqClient } from './rabbitmq.ts'
import { sentRatio, TrafficClient } from './traffic.ts'

let base = ''
let answer: { status: number; body: string } = { status: 200, body: '{}' }
let asked: Pick<IncomingMessage, 'url' | 'headers' | 'method'> = { url: '', headers: {}, method: '' }
const server = createServer((request, response) => {
  asked = request
  request
    .resume()
    .on('end', () => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body))
})
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  base = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise(resolve => server.close(resolve)))

const says = (body: unknown, status = 200) => {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

describe('RabbitMQ', () => {
  it('is asked with its user, who is never part of the address that is shown', async () => {
    says({
      messages_ready: 3,
      messages_unacknowledged: 1,
      consumers: 2,
      message_stats: { publish: 10, deliver_get: 4 },
    })
    const clock = new ManualClock()
    const client = new RabbitmqClient(`http://monitor:p%40ss@${base}/`, clock)
    expect(await client.queue()).toMatchObject({ publishedPerSecond: null, deliveredPerSecond: null })
    await clock.advance(5_000)
    says({
      messages_ready: 3,
      messages_unacknowledged: 1,
      consumers: 2,
      message_stats: { publish: 16, deliver_get: 4 },
    })
    expect(await client.queue()).toEqual({
      ready: 3,
      unacked: 1,
      consumers: 2,
      publishedPerSecond: 1.2,
      deliveredPerSecond: 0,
    })
    expect(asked.url).toBe('/api/queues/%2F/chat.requests')
    expect(asked.headers.authorization).toBe(`Basic ${Buffer.from('monitor:p@ss').toString('base64')}`)
    expect(client.endpoint.address).toBe(`http://${base}`)
  })

  it('takes another virtual host from the path', async () => {
    says({})
    await new RabbitmqClient(`http://${base}/demo`, new ManualClock()).queue()
    expect(asked.url).toBe('/api/queues/demo/chat.requests')
  })
})

describe('what goes wrong', () => {
  it('is told in words', async () => {
    const chat = new ChatClient(`http://${base}`)
    says({ title: 'x', detail: 'the database is away' }, 503)
    await expect(chat.stats()).rejects.toThrow('it answered 503: the database is away')
    says('<html>')
    await expect(chat.stats()).rejects.toThrow('it answered something unexpected (body:')
    says({ accepted: 'many' })
    await expect(chat.stats()).rejects.toThrow('it answered something unexpected (accepted:')
    await expect(new ChatClient('http://127.0.0.1:49').stats()).rejects.toThrow('the connection is refused')
  })
})

it('asks the chat for a window', async () => {
  says({ count: 0, failed: 0, p50Seconds: null, p95Seconds: null })
  await new ChatClient(`http://${base}`).replies({ since: 0, last: 60 })
  expect(asked.url).toBe('/api/stats/replies?since=1970-01-01T00%3A00%3A00.000Z&last=60')
})

it('sets the traffic', async () => {
  says({ profile: 'medium', perSecond: 5 })
  expect(await new TrafficClient(`http://${base}`).setProfile('medium')).toBe('medium')
  expect(asked).toMatchObject({ method: 'PUT', url: '/profile' })
})

it('compares what was sent with what was planned, in the last ten seconds that are over', () => {
  const window = (start: string, scheduled: number, sent: number) => ({ start, seconds: 10, scheduled, sent })
  const now = Date.parse('2026-01-01T00:00:25Z')
  const windows = [
    window('2026-01-01T00:00:00Z', 10, 5),
    window('2026-01-01T00:00:10Z', 10, 9),
    window('2026-01-01T00:00:20Z', 5, 1),
  ]
  expect(sentRatio(windows, now)).toBe(0.9)
  expect(sentRatio([], now)).toBeNull()
  expect(sentRatio([window('2026-01-01T00:00:10Z', 0, 0)], now)).toBeNull()
})
