import { tracer } from '@chat-demo/common/telemetry'

/** Trace and data-stream context as text, to be continued by another process or later. */
export type Carrier = Record<string, string>

/** The outbox as a stage of the data stream. */
const stream = ['postgres', 'outbox'] as const

/** A tracer that was not started has none, other than its types say. */
function checkpointer(): typeof tracer.dataStreamsCheckpointer | undefined {
  return tracer.dataStreamsCheckpointer
}

/** The context here, as it is stored with an outbox row. Writing the row is a checkpoint of the data stream. */
export function currentCarrier(): Carrier {
  const carrier: Carrier = {}
  const span = tracer.scope().active()
  if (span === null) return carrier
  tracer.inject(span, 'text_map', carrier)
  // In a scope of its own: what the request itself publishes does not come out of the outbox.
  tracer.scope().activate(span, () => checkpointer()?.setProduceCheckpoint(...stream, carrier))
  return carrier
}

/** Publishes a question in the context that its row carries. */
export function continueFrom<T>(carrier: Carrier, tags: Record<string, string>, publish: () => Promise<T>): Promise<T> {
  const childOf = tracer.extract('text_map', carrier)
  const options = { resource: 'chat.requests', tags, ...(childOf === null ? {} : { childOf }) }
  return tracer.trace('chat.outbox.publish', options, () => {
    checkpointer()?.setConsumeCheckpoint(...stream, carrier)
    return publish()
  })
}
