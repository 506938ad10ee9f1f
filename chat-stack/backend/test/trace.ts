import type { SentSpan } from './trace-agent.ts'

/** The spans of one trace, whatever service sent them. */
export class Trace {
  readonly spans: SentSpan[]

  constructor(spans: SentSpan[]) {
    this.spans = spans
  }

  all(service: string, name: string, resource?: string | RegExp): SentSpan[] {
    return this.spans.filter(
      span =>
        span.service === service &&
        span.name === name &&
        (resource === undefined ||
          (typeof resource === 'string' ? span.resource === resource : resource.test(span.resource))),
    )
  }

  one(service: string, name: string, resource?: string | RegExp): SentSpan {
    const [first, ...others] = this.all(service, name, resource)
    const what = `${service} ${name} ${resource ?? ''}`
    if (first === undefined) throw new Error(`no ${what}`)
    if (others.length > 0) throw new Error(`${others.length + 1} of ${what}`)
    return first
  }

  /** Names of a span's ancestors, itself first. */
  ancestry(span: SentSpan): string[] {
    const parent = this.spans.find(({ spanId }) => spanId === span.parentId)
    const label = `${span.service} ${span.name}`
    return parent === undefined ? [label] : [label, ...this.ancestry(parent)]
  }

  /** Deliveries of what the worker wrote, at the backend. */
  get back(): SentSpan[] {
    const delivered = this.all('backend', 'amqp.command', 'basic.deliver chat.replies :id')
    return delivered.filter(span => this.ancestry(span).includes('worker chat.answer'))
  }

  /** Spans whose parent did not come. */
  get roots(): SentSpan[] {
    const ids = new Set(this.spans.map(({ spanId }) => spanId))
    return this.spans.filter(({ parentId }) => !ids.has(parentId))
  }
}
