import type { IncomingMessage } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StringDecoder } from 'node:string_decoder'
import type { RequestHandler, Response } from 'express'
import { ServiceError } from '../../app/platform/http-json.ts'
import type { LogRequest } from '../../app/platform/pod-log.ts'
import { HttpProblem } from '../problem.ts'
import { logQuery, podParams } from './schemas.ts'
import { openStream, sseEvent } from './sse.ts'

export type OpenLog = (request: Omit<LogRequest, 'namespace'>) => Promise<IncomingMessage>

/** Each line as one event. */
function lineEvents(): Transform {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = lines.pop() ?? ''
      done(null, lines.map(line => sseEvent('line', line)).join(''))
    },
    flush(done) {
      done(null, (rest ? sseEvent('line', rest) : '') + sseEvent('end', '{}'))
    },
  })
}

/**
 * A container's log: plain text (with `follow=true` for as long as the browser stays), or one event a line for who
 * accepts an event stream, followed unless asked otherwise.
 */
export function podLogs(openLog: OpenLog, opened: (response: Response) => void): RequestHandler {
  return async (request, response, next) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      const { name: pod } = podParams.parse(request.params)
      const { follow, ...query } = logQuery.parse(request.query)
      const events = request.accepts(['text/plain', 'text/event-stream']) === 'text/event-stream'
      const log = await openLog({ pod, ...query, follow: follow ?? (events && !query.previous), signal: gone.signal })
      opened(response)
      if (events) {
        openStream(response)
        await pipeline(log, lineEvents(), response)
      } else {
        response.status(200).set({ 'content-type': 'text/plain; charset=utf-8', 'x-accel-buffering': 'no' })
        response.flushHeaders()
        await pipeline(log, response)
      }
    } catch (error) {
      if (gone.signal.aborted) return
      // Once the log has begun, an end in the middle is all that can be said.
      if (response.headersSent) return void response.destroy()
      next(error instanceof ServiceError ? refusal(error) : error)
    }
  }
}

/** 404 and 400 are the asker's; everything else is the cluster's. */
function refusal(error: ServiceError): HttpProblem {
  const status = error.status === 404 || error.status === 400 ? error.status : 503
  return new HttpProblem(status, error.message)
}
