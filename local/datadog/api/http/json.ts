import type { FastifyInstance } from 'fastify'
import { ApiError } from '../context.ts'

/** JSON under each of its content types; nothing sent is no body, whatever the header says. */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json/, { parseAs: 'string' }, (_request, body, done) => {
    const text = body.toString()
    if (text === '') return done(null, undefined)
    try {
      done(null, JSON.parse(text))
    } catch (error) {
      done(new ApiError(400, [`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`]))
    }
  })
}
