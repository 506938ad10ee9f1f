import { describe, expect, it } from 'vitest'
import { parseCidr, randomFreePort, toAddress } from './service-addresses.ts'

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

describe('randomFreePort', () => {
  it('gives a port of the upper band that nobody has', () => {
    expect(randomFreePort(new Set(), () => 0)).toBe(30086)
    expect(randomFreePort(new Set([30086, 30087]), () => 0)).toBe(30088)
    expect(randomFreePort(new Set(), length => length - 1)).toBe(32767)
  })

  it('has none when all are taken', () => {
    expect(randomFreePort(new Set(Array.from({ length: 2682 }, (_, i) => 30086 + i)))).toBeUndefined()
  })
})
