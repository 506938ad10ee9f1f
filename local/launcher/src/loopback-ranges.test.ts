import { expect, test } from 'vitest'
import { chooseRanges, freeInstallations, listeningSecondNumbers } from './loopback-ranges.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 0100407F:1F90 00000000:0000 0A 00000000:00000000
   1: 0500617F:1538 00000000:0000 0A 00000000:00000000
   2: 0100427F:1F90 0100007F:9999 01 00000000:00000000
   3: 00000000:0016 00000000:0000 0A 00000000:00000000`

test('listeners on 127.x are found, connections and other addresses are not', () => {
  expect([...listeningSecondNumbers(table)]).toEqual([64, 97])
})

test('an installation may take what nobody listens on', () => {
  expect(freeInstallations(new Set([64, 97])).slice(0, 2)).toEqual([2, 3])
  expect(freeInstallations(new Set())).toHaveLength(32)
  expect(freeInstallations(new Set(Array.from({ length: 32 }, (_, index) => 64 + index)))).toEqual([])
})

test.runIf(process.platform === 'linux')(
  'two installations that choose in the same moment choose differently',
  async () => {
    const [one, other] = await Promise.all([chooseRanges(), chooseRanges()])
    expect(one).not.toEqual(other)
  },
)
