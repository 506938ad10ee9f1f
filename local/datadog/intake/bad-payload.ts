import { ApiError } from '../api/context.ts'

/** A body that is not what its endpoint takes (400); the message says what was wrong and what is wanted. */
export class BadPayload extends ApiError {
  override name = 'BadPayload'
  constructor(message: string) {
    super(400, [message])
  }
}
