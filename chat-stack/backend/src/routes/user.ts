import { ProblemError } from '@chat-demo/common'
import { guestId } from '@chat-demo/common/contract'
import type { Change } from '../store/conversations.ts'
import type { User } from '../store/user.ts'

interface Headers {
  'x-user-id'?: string | undefined
  'x-user-name'?: string | undefined
}

/** The user that validated headers name; the name is percent-encoded. */
export function userOf(headers: Headers): User {
  const name = headers['x-user-name']
  return { id: headers['x-user-id'] ?? guestId, name: name === undefined ? undefined : decodeName(name) }
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch (error) {
    if (error instanceof URIError) throw new ProblemError(400, 'x-user-name must be percent-encoded.')
    throw error
  }
}

export function unknownConversation(id: string): ProblemError {
  return new ProblemError(404, `There is no conversation ${id}.`)
}

export function notYours(id: string): ProblemError {
  return new ProblemError(403, `The conversation ${id} belongs to another user; only its owner may change it.`)
}

/** @throws ProblemError unless the change was made */
export function requireChanged(change: Change, id: string): void {
  if (change === 'unknown') throw unknownConversation(id)
  if (change === 'forbidden') throw notYours(id)
}
