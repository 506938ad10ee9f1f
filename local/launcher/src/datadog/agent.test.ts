import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { findAgent, requireAgent } from './agent.ts'

async function withServer(body: string, check: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/info' ? 200 : 404
    response.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  try {
    await check(`http://127.0.0.1:${address.port}`)
  } finally {
    await new Promise(resolve => server.close(resolve))
  }
}

test('an Agent is known by its /info, which also names the port of DogStatsD', async () => {
  await withServer(JSON.stringify({ version: '7.81.1', config: { statsd_port: 18125 } }), async url => {
    expect(await findAgent(url)).toEqual({ traceUrl: url, dogstatsdPort: 18125 })
  })
  await withServer(JSON.stringify({ version: '7.81.1' }), async url => {
    expect((await findAgent(url))?.dogstatsdPort).toBe(8125)
  })
})

test('another program on that port is none, and without one an account is refused with what to do', async () => {
  await withServer('<html>', async url => {
    expect(await findAgent(url)).toBeNull()
    await expect(requireAgent(url, 'datadoghq.eu')).rejects.toMatchObject({
      message: expect.stringContaining(`none answers at ${url}/info`),
      help: { todo: expect.stringContaining('DD_SITE=datadoghq.eu') },
    })
  })
})
