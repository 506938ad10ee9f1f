import { PassThrough } from 'node:stream'
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext } from '@remix-run/node'
import { RemixServer } from '@remix-run/react'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { NonceContext } from './ui/nonce.ts'

/** How long a page may wait for what its loaders deferred before the rest of the document is given up. */
const STREAM_TIMEOUT_MS = 5_000

export const streamTimeout = STREAM_TIMEOUT_MS

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { cspNonce }: AppLoadContext,
): Promise<Response> {
  const waitForAll = isbot(request.headers.get('user-agent') ?? '')
  return new Promise((resolve, reject) => {
    let responseStatus = status
    let shellSent = false
    const send = () => {
      shellSent = true
      const body = new PassThrough()
      headers.set('content-type', 'text/html; charset=utf-8')
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }))
      pipe(body)
    }
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={cspNonce}>
        <RemixServer context={remixContext} url={request.url} nonce={cspNonce} />
      </NonceContext.Provider>,
      {
        nonce: cspNonce,
        [waitForAll ? 'onAllReady' : 'onShellReady']: send,
        onShellError: reject,
        onError(error: unknown) {
          responseStatus = 500
          // Before the shell is sent the error is thrown, and reported by the server.
          if (shellSent) console.error(error)
        },
      },
    )
    setTimeout(abort, STREAM_TIMEOUT_MS + 1_000).unref()
  })
}
