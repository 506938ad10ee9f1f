import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** File names below this folder carry a hash of their content. */
const hashed = /[/\\]assets[/\\]/

/** Serves the built pages. Every address of a conversation gets the same page, which reads its own address. */
export async function servePages(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: folder,
    index: false,
    // Looked up when asked for, so that the server starts, and says 404, without a built client.
    wildcard: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.setHeader('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const page = (_request: unknown, reply: FastifyReply) => reply.sendFile('index.html')
  server.get('/', page)
  server.get('/c/:id', page)
}
