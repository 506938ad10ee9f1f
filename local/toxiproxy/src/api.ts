import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Collection } from './collection.ts'
import {
  badRequestBody,
  invalidStream,
  invalidToxicType,
  missingField,
  ToxiproxyError,
  userAgentNotAllowed,
} from './errors.ts'
import type { ToxicProxy } from './proxy.ts'
import { isToxicType, readAttributes, type Toxic } from './toxics/toxic.ts'

/** The release whose API this is. */
const version = '2.12.0'

const proxyShape = z.object({
  name: z.string().default(''),
  listen: z.string().default(''),
  upstream: z.string().default(''),
  enabled: z.boolean().default(true),
})
const toxicShape = z.object({
  name: z.string().default(''),
  type: z.string().default(''),
  stream: z.string().default('downstream'),
  toxicity: z.number().min(0).max(1).default(1),
  attributes: z.unknown().optional(),
})
const toxicChange = z.object({ toxicity: z.number().min(0).max(1).optional(), attributes: z.unknown().optional() })

/** Toxiproxy's HTTP API. Browsers are refused as there: no page may reach a control port on this machine. */
export function toxiproxyApi(collection: Collection): FastifyInstance {
  const app = Fastify({ bodyLimit: 1024 * 1024 })
  // The real server reads JSON whatever the content type says; clients send none.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async request => {
    if (request.headers['user-agent']?.startsWith('Mozilla/')) throw userAgentNotAllowed()
  })
  app.setErrorHandler((error, request, reply) => {
    const status =
      error instanceof ToxiproxyError ? error.status : ((error as { statusCode?: number }).statusCode ?? 500)
    const message = error instanceof Error ? error.message : String(error)
    if (status >= 500) request.log.error(error)
    return reply.status(status).send({ error: message, status })
  })
  app.setNotFoundHandler((_request, reply) => reply.status(404).type('text/plain').send('404 page not found\n'))

  app.get('/version', () => ({ version }))
  app.get('/proxies', () => Object.fromEntries(collection.all().map(proxy => [proxy.name, proxy.view()])))
  app.post('/proxies', async (request, reply) => {
    const input = read(request, proxyShape)
    if (!input.name) throw missingField('name')
    if (!input.upstream) throw missingField('upstream')
    return reply.status(201).send((await collection.add(input)).view())
  })
  app.post('/populate', async (request, reply) => {
    const proxies = await collection.populate(read(request, z.array(proxyShape)))
    return reply.status(201).send({ proxies: proxies.map(proxy => proxy.view()) })
  })
  app.post('/reset', async (_request, reply) => {
    await collection.reset()
    return reply.status(204).send()
  })

  const named = (request: FastifyRequest): ToxicProxy => collection.get((request.params as { proxy: string }).proxy)
  const toxicName = (request: FastifyRequest) => (request.params as { toxic: string }).toxic
  app.get('/proxies/:proxy', request => named(request).view())
  app.route({
    method: ['POST', 'PATCH'],
    url: '/proxies/:proxy',
    handler: async request => {
      const { name, listen, upstream, enabled } = named(request).view()
      const change = read(request, proxyShape.partial())
      return (await collection.replace(name, { listen, upstream, enabled, ...change, name })).view()
    },
  })
  app.delete('/proxies/:proxy', async (request, reply) => {
    await collection.remove(named(request).name)
    return reply.status(204).send()
  })

  app.get('/proxies/:proxy/toxics', request => named(request).toxics)
  app.post('/proxies/:proxy/toxics', request => {
    const proxy = named(request)
    const toxic = newToxic(read(request, toxicShape))
    proxy.add(toxic)
    return toxic
  })
  app.get('/proxies/:proxy/toxics/:toxic', request => named(request).toxic(toxicName(request)))
  app.route({
    method: ['POST', 'PATCH'],
    url: '/proxies/:proxy/toxics/:toxic',
    handler: request => {
      const proxy = named(request)
      const old = proxy.toxic(toxicName(request))
      const { toxicity = old.toxicity, attributes } = read(request, toxicChange)
      const given = { ...old.attributes, ...(attributes as object | undefined) }
      const toxic = { ...old, toxicity, attributes: checked(() => readAttributes(old.type, given)) }
      proxy.update(toxic)
      return toxic
    },
  })
  app.delete('/proxies/:proxy/toxics/:toxic', (request, reply) => {
    named(request).remove(toxicName(request))
    return reply.status(204).send()
  })
  return app
}

function newToxic({ name, type, stream, toxicity, attributes }: z.infer<typeof toxicShape>): Toxic {
  if (stream !== 'upstream' && stream !== 'downstream') throw invalidStream()
  if (!isToxicType(type)) throw invalidToxicType()
  const given = checked(() => readAttributes(type, attributes))
  return { name: name || `${type}_${stream}`, type, stream, toxicity, attributes: given }
}

function read<T>(request: FastifyRequest, schema: z.ZodType<T>): T {
  return checked(() => schema.parse(JSON.parse(String(request.body ?? ''))))
}

/** What the body says is wrong in one sentence. */
function checked<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [issue] = error.issues
      throw badRequestBody([issue?.path.join('.'), issue?.message].filter(Boolean).join(': '))
    }
    if (error instanceof SyntaxError) throw badRequestBody(error.message)
    throw error
  }
}
