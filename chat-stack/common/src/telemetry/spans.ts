import tracer, { type Span } from 'dd-trace'

/** The name by which the sampling rules of the deployment know what is not to be sent. */
const untracedName = 'chat.untraced'

/**
 * Runs work whose spans nobody wants, such as what a timer does: they belong to no trace of a person, and the
 * sampling rules discard them. What continues another trace inside it is sent all the same.
 */
export function untraced<T>(work: () => T): T {
  return tracer.scope().activate(null as unknown as Span, () => tracer.trace(untracedName, work))
}

/** Tags the span that is active here, if there is one. */
export function tagActiveSpan(tags: Record<string, string | number | boolean>): void {
  tracer.scope().active()?.addTags(tags)
}
