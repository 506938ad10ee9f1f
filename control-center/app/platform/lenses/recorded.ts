import type { ItemsAnswer } from '../datadog/calls.ts'
import { type FoundSpan, readSpans } from './read-spans.ts'
import recorded from './recorded-question.json' with { type: 'json' }

type Item = ItemsAnswer['data'][number]

/** For tests: the spans of one question as a search answered them, most of its many reply parts left out. */
export const QUESTION: Item[] = recorded.map(attributes => ({ id: attributes.span_id, attributes }))

/** The same question while no worker is there: what the frontend and the backend sent. */
export const UNANSWERED: FoundSpan[] = readSpans(QUESTION).filter(
  span => span.service !== 'worker' && !/^basic\.deliver/.test(span.resource),
)
