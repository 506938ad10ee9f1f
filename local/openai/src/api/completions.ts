import type { FastifyInstance, FastifyReply } from 'fastify'
import { chunkWriter, usageOf, wholeReply } from '../generation/completion.ts'
import { cutAnswer } from '../generation/cut.ts'
import { drawPace, totalMs } from '../generation/pace.ts'
import { pause, streamReply } from '../generation/stream.ts'
import { countPrompt } from '../generation/tokens.ts'
import type { AppOptions } from './app.ts'
import { badRequest } from './errors.ts'
import { findModel } from './models.ts'
import { parseCompletionRequest, refuseForReasoning } from './request.ts'

/** `POST /v1/chat/completions`, streamed and whole. */
export async function completionsRoute(
  app: FastifyInstance,
  { keys, models, answerer, seed }: AppOptions,
): Promise<void> {
  let replies = 0

  app.post('/v1/chat/completions', async (request, reply) => {
    const key = keys.authenticate(request.headers.authorization)
    const body = parseCompletionRequest(request.body)
    const model = findModel(models, body.model)
    if (model.reasoningTokens) refuseForReasoning(body)
    const promptTokens = countPrompt(body.messages)
    if (promptTokens > model.contextTokens) {
      const message = `The messages have ${promptTokens} tokens, this model takes ${model.contextTokens}.`
      throw badRequest(message, 'messages', 'context_length_exceeded')
    }
    reply.headers(keys.take(key))

    const pace = drawPace(model, seed, replies++)
    const limit = body.max_completion_tokens ?? body.max_tokens ?? undefined
    const stop = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])
    const hidden = Math.min(pace.reasoningTokens, limit ?? Number.POSITIVE_INFINITY)
    const cut = cutAnswer(answerer.answer(body.messages), limit, stop, hidden)
    const usage = usageOf(promptTokens, cut.tokens, hidden)
    const gone = clientGone(reply)
    const now = Math.floor(Date.now() / 1000)
    if (body.stream !== true) {
      await pause(totalMs(pace, cut.tokens) - (performance.now() - request.startedAt), gone)
      if (gone.aborted) return reply.hijack()
      return wholeReply(model, cut, usage, now)
    }
    const includeUsage = body.stream_options?.include_usage === true
    openStream(reply, performance.now() - request.startedAt)
    const chunks = chunkWriter(model, includeUsage, now)
    await streamReply(reply.raw, { chunks, cut, pace, ...(includeUsage ? { usage } : {}) }, request.startedAt, gone)
    reply.raw.end()
    return reply
  })
}

/** Takes the socket over and sends the headers of an event stream. */
function openStream(reply: FastifyReply, processingMs: number): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'openai-processing-ms': String(Math.round(processingMs)),
  })
  reply.raw.flushHeaders()
}

/** Fires when the client closes the connection before the reply has ended. */
function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
