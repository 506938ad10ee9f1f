import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, requireFree } from './ports.ts'

test('a taken port is named with its holder and the way out', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await expect(requireFree(port, '--port')).rejects.toThrow(
    new RegExp(`Port ${port} is taken( by .*pid ${process.pid}.*)?\\.`),
  )
  server.close()
  await once(server, 'close')
  await expect(requireFree(port, '--port')).resolves.toBeUndefined()
})

test('a free port can be listened on', async () => {
  const server = createServer().listen(await freePort(), '127.0.0.1')
  await once(server, 'listening')
  server.close()
})
