// A service under dd-trace, as those of the chat are: started by tests, told what to do over its own HTTP server.
// The tracer sends its statistics and its own metrics every ten seconds, and can be told of no other time: here ten
// seconds are over in half a one.
const everySo = globalThis.setInterval
globalThis.setInterval = (work, milliseconds, ...rest) =>
  everySo(work, milliseconds === 10_000 ? 500 : milliseconds, ...rest)
const tracer = require('dd-trace').init({ flushInterval: 200 })
tracer.use('dns', false)
tracer.use('net', false)
const fastify = require('fastify')
const OpenAI = require('openai')

const { MODEL_URL, MODEL_KEY } = process.env
const client = MODEL_URL ? new OpenAI({ baseURL: MODEL_URL, apiKey: MODEL_KEY, maxRetries: 0 }) : undefined
const app = fastify()

app.get('/items/:id', async request => {
  if (request.params.id === 'broken') throw new Error('this item is broken')
  return tracer.trace('item.load', { resource: 'load', tags: { 'item.id': request.params.id } }, async () => ({
    ok: true,
  }))
})

app.post('/metrics', async () => {
  tracer.dogstatsd.increment('demo.jobs', 3, { kind: 'a' })
  tracer.dogstatsd.gauge('demo.depth', 7)
  tracer.dogstatsd.distribution('demo.size', 0.25)
  tracer.dogstatsd.histogram('demo.wait', 12)
  return {}
})

app.post('/messages', async () => {
  const carrier = {}
  await new Promise(resolve => setTimeout(resolve, 5))
  tracer.dataStreamsCheckpointer.setProduceCheckpoint('rabbitmq', 'chat.requests', carrier)
  return carrier
})

app.post('/consume', async request => {
  tracer.dataStreamsCheckpointer.setConsumeCheckpoint('rabbitmq', 'chat.requests', request.body)
  return {}
})

app.post('/ask', async request => {
  const { stream, model } = request.body
  const messages = [{ role: 'user', content: 'What is a circuit breaker?' }]
  return tracer.llmobs.trace({ kind: 'workflow', name: 'answer', sessionId: 'conversation-1' }, async () => {
    if (!stream) return (await client.chat.completions.create({ model, messages })).usage
    const chunks = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    let usage
    for await (const chunk of chunks) usage = chunk.usage ?? usage
    const span = tracer.llmobs.exportSpan()
    tracer.llmobs.submitEvaluation(span, {
      label: 'thumbs',
      metricType: 'categorical',
      value: 'up',
      mlApp: 'chat-demo',
    })
    return usage
  })
})

app.listen({ host: '127.0.0.1', port: 0 }).then(url => process.stdout.write(`${url}\n`))
process.on('SIGTERM', () => app.close().then(() => process.exit(0)))
