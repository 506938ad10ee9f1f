import type { Span, TraceRow } from '../../../platform/lenses/model.ts'
import type { Tone } from '../../../ui/badge.tsx'

/** Milliseconds as `2.31 s`; below ten of them with a decimal. */
export const milliseconds = (value: number): string =>
  value > 0 && value < 9.95 ? `${value.toFixed(1)}\u00a0ms` : seconds(value)

function seconds(value: number): string {
  if (value < 999.5) return `${Math.round(value)}\u00a0ms`
  return `${(value / 1000).toFixed(2)}\u00a0s`
}

/** Status as it stands beside a trace or span: its HTTP status, or how it went. */
export function statusWords({ error, httpStatus }: Pick<Span | TraceRow, 'error' | 'httpStatus'>): {
  tone: Tone
  words: string
} {
  const tone = error || Number(httpStatus) >= 500 ? 'bad' : Number(httpStatus) >= 400 ? 'warn' : 'plain'
  return { tone, words: httpStatus ?? (error ? 'error' : 'ok') }
}

const METHOD_AND_PATH = /^([A-Z]+) (\/\S*)$/

/** A request by its method and the end of its path, as lists have room for; anything else as it is. */
export function shortResource(resource: string): string {
  const [, method, path] = METHOD_AND_PATH.exec(resource) ?? []
  if (!method || !path) return resource
  const parts = path.split('/').filter(part => part !== '' && part !== 'api')
  return parts.length <= 1 ? `${method} /${parts.join('/')}` : `${method} …/${parts.slice(-1)[0]}`
}

/** What a span does, in few words: a query by its first words, a message by where it goes. */
export function spanWords(span: Pick<Span, 'operation' | 'resource'>): string {
  const [, verb, target] = /^basic\.(publish|deliver) (.*)$/.exec(span.resource) ?? []
  if (verb) return `${verb === 'publish' ? 'publish' : 'take'} ${target}`
  if (span.operation === 'fastify.request' || span.operation === 'browser.request') return shortResource(span.resource)
  if (span.operation === 'chat.answer') return 'answer the question'
  return span.resource || span.operation
}

/** Ticks of a time axis: round steps, at most five of them, in milliseconds from its start. */
export function ticks(total: number): number[] {
  if (total <= 0) return [0]
  const rough = total / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough) ?? rough
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step)
}
