import { fine, takeLooks } from '@chat-demo/engine/preflight'
import { afterEach, expect, it } from 'vitest'
import { preflightCommand } from '../../engine/src/preflight/command.ts'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts'

let server: TestServer
afterEach(() => server.close())

const start = async (ready: boolean) => {
  const take = () => (ready ? fine('all there') : Promise.reject(new Error('the connection is refused')))
  const looks = [{ id: 'pods', group: 'chat' as const, title: 'Pods', otherwise: 'look at them', take }]
  server = await startTestServer({ preflight: () => takeLooks(looks, new ManualClock()) })
}

it('answers the list to a script, and to nobody else', async () => {
  await start(true)
  const { status, body } = await server.script('GET', '/api/v1/preflight')
  expect(status).toBe(200)
  expect(body).toMatchObject({ ready: true, checks: [{ id: 'pods', state: 'ok', found: 'all there', todo: null }] })
  expect((await server.call('/api/v1/preflight')).status).toBe(401)
})

it('is what the command prints, with exit code 1 when something would fail', async () => {
  await start(false)
  const printed: string[] = []
  const code = await preflightCommand({ url: server.url, token: TOKEN }, { json: false }, text => printed.push(text))
  expect(code).toBe(1)
  expect(printed.join('\n')).toMatch(/✗ Pods {2}the connection is refused[\s\S]*Not ready: 1 check would fail on stage/)
})
