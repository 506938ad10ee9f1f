import { describe, expect, it } from 'vitest'
import { parseCidr, toAddress } from './service-addresses.ts'

describe('parseCidr', () => {
  it('reads a range', () => {
    const range = parseCidr('127.96.0.0/16')
    expect(range.size).toBe(65536)
    expect(toAddress(range.base + 1)).toBe('127.96.0.1')
  })

  it('says what it wants', () => {
    for (const cidr of ['127.96.0.0', 'x/16', '127.96.0.0/33', '300.0.0.0/16']) {
      expect(() => parseCidr(cidr)).toThrow('wants an IPv4 range such as 127.96.0.0/16')
    }
  })
})
