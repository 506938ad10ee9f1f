import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What the model does with one call. */
type Behaviour = (call: ModelCall) => Promise<void> | void

/** One call of the model, answered by a test in the words of the chat completions API. */
export class ModelCall {
  readonly messages: { role: string; content: string }[]
  readonly #response: ServerResponse

  constructor(messages: { role: string; content: string }[], response: ServerResponse) {
    this.messages = messages
    this.#response = response
  }

  token(text: string): void {
    this.#chunk({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })
  }

  end(): void {
    this.#chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
    this.#chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } })
    this.#response.end('data: [DONE]\n\n')
  }

  reply(...tokens: string[]): void {
    for (const token of tokens) this.token(token)
    this.end()
  }

  refuse(status: number, message: string, headers: Record<string, string> = {}): void {
    this.#response.writeHead(status, { 'content-type': 'application/json', ...headers })
    this.#response.end(JSON.stringify({ error: { message, type: 'error', param: null, code: null } }))
  }

  breakOff(): void {
    this.#response.destroy()
  }

  #chunk(fields: Record<string, unknown>): void {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': 'text/event-stream' })
    const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'test', ...fields }
    this.#response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
}

export interface ScriptedModel {
  url: string
  calls: ModelCall[]
  /** What happens from the next call on. */
  behave(behaviour: Behaviour): void
  close(): Promise<void>
}

/** A model whose every answer is decided by the test. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  let behaviour: Behaviour = call => call.reply('Hello', ' there')
  const calls: ModelCall[] = []
  const server = createServer((request, response) => {
    readJson(request)
      .then(body => {
        const call = new ModelCall(body.messages, response)
        calls.push(call)
        return behaviour(call)
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    calls,
    behave: next => {
      behaviour = next
    },
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readJson(request: IncomingMessage): Promise<{ messages: { role: string; content: string }[] }> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}
