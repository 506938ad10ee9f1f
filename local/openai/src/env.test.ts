import { describe, expect, it } from 'vitest'
import { parseEnv } from './env.ts'

describe('parseEnv', () => {
  it('reads lists and fills defaults', () => {
    const env = parseEnv({ PORT: '9999', GOOD_KEYS: 'sk-a, sk-b', REVOKED_KEYS: 'sk-r' })
    expect(env).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 9999,
      GOOD_KEYS: ['sk-a', 'sk-b'],
      REVOKED_KEYS: ['sk-r'],
      LIMITED_KEYS: [],
      LIMITED_PER_MINUTE: 6,
      SEED: 1,
    })
  })

  it('names each wrong variable, what it got and what it wants', () => {
    expect(() => parseEnv({ PORT: 'eighty', LOG_LEVEL: 'loud' })).toThrow(
      /PORT: got "eighty", wants a port number[\s\S]*GOOD_KEYS: got nothing, wants at least one key[\s\S]*LOG_LEVEL: got "loud"/,
    )
  })

  it('never shows what may be a key', () => {
    expect(() => parseEnv({ PORT: '1', GOOD_KEYS: ' , ' })).toThrow('GOOD_KEYS: got a value that is not shown')
  })
})
