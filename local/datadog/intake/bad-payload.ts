/** A body that is not what its endpoint takes; the message says what was wrong and what is wanted. */
export class BadPayload extends Error {
  override name = 'BadPayload'
}
