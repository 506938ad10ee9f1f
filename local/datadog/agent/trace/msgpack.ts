import { decode } from '@msgpack/msgpack'
import { BadPayload } from '../../intake/bad-payload.ts'

/** Decodes a body; integers of 64 bits become bigints, so that no id loses a digit. @throws BadPayload */
export function decodeMsgpack(body: Uint8Array): unknown {
  try {
    return decode(body, { useBigInt64: true })
  } catch (error) {
    throw new BadPayload(`the body is not msgpack: ${error instanceof Error ? error.message : String(error)}`)
  }
}
