import { expect, test } from 'vitest'
import { freeRanges, listeningSecondNumbers } from './loopback-ranges.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 0100407F:1F90 00000000:0000 0A 00000000:00000000
   1: 0500617F:1538 00000000:0000 0A 00000000:00000000
   2: 0100427F:1F90 0100007F:9999 01 00000000:00000000
   3: 00000000:0016 00000000:0000 0A 00000000:00000000`

test('listeners on 127.x are found, connections and other addresses are not', () => {
  expect([...listeningSecondNumbers(table)]).toEqual([64, 97])
})

test('an installation takes the first ranges on which nobody listens', () => {
  expect(freeRanges(new Set([64, 97]))).toEqual({ podCidr: '127.66.0.0/16', serviceCidr: '127.98.0.0/16' })
  expect(freeRanges(new Set())).toEqual({ podCidr: '127.64.0.0/16', serviceCidr: '127.96.0.0/16' })
})

test('when all ranges are taken it says so', () => {
  expect(() => freeRanges(new Set(Array.from({ length: 32 }, (_, index) => 64 + index)))).toThrow('32 installations')
})
