import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts'

interface Event {
  id: string | undefined
  event: string
  data: { kind?: string; value?: unknown; epoch?: string; traffic?: { profile: string } }
}

let server: TestServer
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock()
  server = await startTestServer({ clock })
})
afterEach(() => server.close())

/** Reads a stream event by event. */
async function watch(lastEventId?: string) {
  const gone = new AbortController()
  const headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }
  if (lastEventId) headers['last-event-id'] = lastEventId
  const response = await server.call('/api/v1/stream', { headers, signal: gone.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  const next = async (): Promise<Event | null> => {
    for (;;) {
      const end = rest.indexOf('\n\n')
      if (end !== -1) {
        const fields = Object.fromEntries(
          rest
            .slice(0, end)
            .split('\n')
            .map(line => line.split(/: (.*)/s, 2)),
        )
        rest = rest.slice(end + 2)
        return { id: fields.id, event: fields.event, data: JSON.parse(fields.data) }
      }
      const read = await reader?.read()
      if (!read || read.done) return null
      rest += read.value
    }
  }
  return { response, next, leave: () => gone.abort() }
}

function change(profile: 'light' | 'medium' | 'heavy') {
  server.state.profile = profile
  server.live.update()
}

describe('the live stream', () => {
  it('begins with everything and goes on with what changes', async () => {
    const viewer = await watch()
    expect(viewer.response.headers.get('content-type')).toMatch('text/event-stream')
    expect(viewer.response.headers.get('x-accel-buffering')).toBe('no')
    const snapshot = await viewer.next()
    expect(snapshot).toMatchObject({ event: 'snapshot', data: { traffic: { profile: 'off' } } })
    change('light')
    const delta = await viewer.next()
    expect(delta).toMatchObject({ event: 'delta', data: { kind: 'set', key: 'traffic', value: { profile: 'light' } } })
    expect(delta?.id).not.toBe(snapshot?.id)
    viewer.leave()
  })

  it('goes on where a viewer was', async () => {
    const viewer = await watch()
    const id = (await viewer.next())?.id
    viewer.leave()
    change('light')
    change('medium')
    const back = await watch(id)
    const events = [await back.next(), await back.next(), await back.next()]
    expect(events.map(event => event?.event)).toEqual(['delta', 'delta', 'delta'])
    expect(events.map(event => event?.data.kind)).toEqual(['set', 'set', 'set'])
    expect(events.filter(event => event?.data.value && typeof event.data.value === 'object')).toMatchObject([
      { data: { value: { profile: 'light' } } },
      { data: { value: { profile: 'medium' } } },
    ])
    back.leave()
  })

  it.each(['another-5', 'nonsense', '-1'])('begins anew after %s', async id => {
    const viewer = await watch(id)
    expect((await viewer.next())?.event).toBe('snapshot')
    viewer.leave()
  })

  it('begins anew when too much was missed', async () => {
    const viewer = await watch()
    const id = (await viewer.next())?.id
    viewer.leave()
    for (let index = 0; index < 600; index++) change(index % 2 === 0 ? 'light' : 'medium')
    const back = await watch(id)
    expect((await back.next())?.event).toBe('snapshot')
    back.leave()
  })

  it('tells two viewers the same', async () => {
    const [one, two] = await Promise.all([watch(), watch()])
    await Promise.all([one.next(), two.next()])
    change('heavy')
    expect(await one.next()).toEqual(await two.next())
    one.leave()
    two.leave()
  })

  it('says that it lives', async () => {
    const viewer = await watch()
    await viewer.next()
    await clock.advance(5_000)
    const seen: string[] = []
    while (!seen.includes('heartbeat')) seen.push((await viewer.next())?.event ?? 'end')
    expect(seen).toContain('heartbeat')
    viewer.leave()
  })

  it('drops deltas for who does not read, and makes up for it with a snapshot', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`)
    let text = ''
    socket.on('data', chunk => {
      text += chunk
    })
    await vi.waitFor(() => expect(text).toContain('event: snapshot'))
    socket.pause()
    // Far more than the kernel's buffers and the queue of one viewer hold.
    for (let index = 0; index < 400; index++) {
      server.state.padding = `${index} ${'x'.repeat(50_000)}`
      server.live.update()
    }
    socket.resume()
    await vi.waitFor(() => expect(text.match(/event: snapshot/g)?.length).toBeGreaterThan(1), { timeout: 10_000 })
    expect(text.match(/event: delta/g)?.length ?? 0).toBeLessThan(400)
    expect(text).toContain('399 xxx')
    socket.destroy()
  })

  it('ends when the server stops', async () => {
    const viewer = await watch()
    await viewer.next()
    const ended = (async () => {
      while (await viewer.next()) {
        // whatever is still on its way
      }
    })()
    await server.close()
    await ended
    server = await startTestServer({ clock })
  })
})
