import { createGunzip, createInflate } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../api/context.ts'
import { BadPayload } from './bad-payload.ts'
import type { Figures } from './figures.ts'

/**
 * Bodies of intakes come as bytes, decompressed as their header says, with at most `limit` bytes after that. Counts
 * each request, and answers a body that is not what was wanted with 400, one that is too large with 413.
 */
export function acceptBodies(app: FastifyInstance, figures: Figures, limit: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limit }, (_request, body, done) => done(null, body))
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding === 'identity' || encoding === '') return done(null, payload)
    const decoder = encoding === 'gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : undefined
    if (!decoder) {
      return done(new ApiError(415, [`Content-Encoding ${encoding} is not taken here; send gzip, deflate or identity`]))
    }
    let received = 0
    payload.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    payload.on('error', error => decoder.destroy(error))
    const decoded = Object.assign(payload.pipe(decoder), { receivedEncodedLength: 0 })
    Object.defineProperty(decoded, 'receivedEncodedLength', { get: () => received })
    decoder.on('error', error => {
      if (!('statusCode' in error)) Object.assign(error, { statusCode: 400 })
    })
    done(null, decoded)
  })
  app.addHook('onError', async (request, _reply, error) => {
    figures.refused(request.routeOptions.url ?? request.url, statusOf(error), error.message)
  })
  app.addHook('preHandler', async request => {
    const bytes = Number(request.headers['content-length'] ?? bodyOf(request.body).length)
    figures.request(request.routeOptions.url ?? request.url, bytes)
  })
}

/** The bytes of a request that came through `acceptBodies`; none for a request without a body. */
export function bodyOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** @throws BadPayload */
export function jsonOf(body: unknown): unknown {
  const text = bodyOf(body).toString('utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadPayload(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Of the answer to an error; 500 for one that says nothing of it. */
export function statusOf(error: unknown): number {
  if (error instanceof ApiError) return error.status
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500
}
