export { default as tracer, type Span } from 'dd-trace'
export { flushTelemetry } from './flush.ts'
export { countEnd, type EndedQuestion, metrics } from './metrics.ts'
export { tagActiveSpan, untraced } from './spans.ts'
