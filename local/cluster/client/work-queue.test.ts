import { expect, it } from 'vitest'
import { ManualClock, settle } from './manual-clock.ts'
import { WorkQueue } from './work-queue.ts'

function setUp(work: (key: string) => Promise<void>) {
  const clock = new ManualClock()
  const errors: unknown[] = []
  const queue = new WorkQueue({ clock, work, onError: (_, error) => errors.push(error), concurrency: 2 })
  queue.start()
  return { clock, queue, errors }
}

it('handles a key once for many additions, and again when it is added meanwhile', async () => {
  const runs: string[] = []
  let release = () => {}
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const { queue } = setUp(async key => {
    runs.push(key)
    await gate
  })
  queue.add('a')
  queue.add('a')
  queue.add('a')
  expect(runs).toEqual(['a'])
  release()
  await settle()
  expect(runs).toEqual(['a', 'a'])
})

it('comes back to a key that failed, later each time', async () => {
  let runs = 0
  const { queue, clock, errors } = setUp(async () => {
    if (++runs < 4) throw new Error(`failure ${runs}`)
  })
  queue.add('a')
  await clock.advance(99)
  expect(runs).toBe(1)
  await clock.advance(1)
  expect(runs).toBe(2)
  await clock.advance(200)
  expect(runs).toBe(3)
  await clock.advance(400)
  expect(runs).toBe(4)
  expect(errors).toHaveLength(3)
})

it('keeps the earliest of several delays', async () => {
  let runs = 0
  const { queue, clock } = setUp(async () => {
    runs++
  })
  queue.addAfter('a', 5_000)
  queue.addAfter('a', 1_000)
  queue.addAfter('a', 9_000)
  await clock.advance(1_000)
  expect(runs).toBe(1)
  await clock.advance(10_000)
  expect(runs).toBe(1)
})

it('stops after what is under way', async () => {
  let release = () => {}
  let done = false
  const { queue } = setUp(async () => {
    await new Promise<void>(resolve => {
      release = resolve
    })
    done = true
  })
  queue.add('a')
  const stopped = queue.stop().then(() => done)
  queue.add('b')
  release()
  expect(await stopped).toBe(true)
})
