import type { Message } from '@chat-demo/common/contract'
import type { Exchange } from './thread.ts'

/**
 * The stored history under what this page knows. What is stored wins; what only the page knows stays: text that is
 * still streaming, questions on their way, and that somebody stopped reading.
 */
export function mergeHistory(exchanges: readonly Exchange[], messages: readonly Message[]): Exchange[] {
  const replies = new Map(messages.flatMap(message => (message.questionId ? [[message.questionId, message]] : [])))
  const left = [...exchanges]
  const stored = messages
    .filter(({ role }) => role === 'user')
    .map(question => mergeOne(take(left, question), question, replies.get(question.id)))
  return [...stored, ...left]
}

/** Takes the exchange of a stored question out of the list: by its id, or as one still on its way with the same text. */
function take(left: Exchange[], question: Message): Exchange | undefined {
  const byId = left.findIndex(({ messageId }) => messageId === question.id)
  const index =
    byId >= 0
      ? byId
      : left.findIndex(
          ({ messageId, phase, question: text }) =>
            messageId === undefined && phase !== 'refused' && text === question.content,
        )
  return index < 0 ? undefined : left.splice(index, 1)[0]
}

function mergeOne(known: Exchange | undefined, question: Message, reply: Message | undefined): Exchange {
  const exchange: Exchange = {
    ...(known ?? { key: question.id, phase: 'waiting' }),
    messageId: question.id,
    question: question.content,
    askedAt: question.createdAt,
  }
  if (reply !== undefined) {
    const { id, content: text, createdAt: at, score } = reply
    return { ...exchange, phase: 'answered', overdue: false, reason: undefined, reply: { id, text, at, score } }
  }
  if (question.status === 'failed') {
    const { reason, retryable } = question
    return { ...exchange, phase: 'failed', overdue: false, stoppedAt: undefined, reason, retryable }
  }
  // The snapshot may be older than what the page has heard since.
  const unheard = known === undefined || ['sending', 'resending', 'unsaved'].includes(known.phase)
  return unheard ? { ...exchange, phase: 'waiting', reason: undefined } : exchange
}
