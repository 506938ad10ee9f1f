import { expect, it } from 'vitest'
import { testNamespace } from '../support/namespace.ts'
import { condition, containerBecomes, containerStatus, createPod, eventOf } from '../support/pods.ts'
import { quick, slow } from '../support/tags.ts'
import { container, pod } from '../support/workloads.ts'

const ns = testNamespace('crash')
const isBackingOff = (reason?: string) => reason === 'CrashLoopBackOff'

/** Seconds from the end of one run of the container to the start of the next. */
async function pause(name: string, restart: number, within: number): Promise<number> {
  const status = await containerBecomes(ns, name, each => each.restartCount === restart, within)
  const ended = new Date(status.lastState?.terminated?.finishedAt ?? Number.NaN)
  const started = status.state?.running?.startedAt ?? status.state?.terminated?.startedAt ?? Number.NaN
  return (new Date(started).getTime() - ended.getTime()) / 1000
}

quick('a container that crashes', () => {
  it('starts again at once, then waits 10 seconds in CrashLoopBackOff', async () => {
    const tool = { PRINT: 'begin', EXIT_CODE: 3, EXIT_AFTER_SECONDS: 1 }
    const name = await createPod(ns, pod('crashing', container(tool)))
    expect(await pause(name, 1, 20)).toBeLessThanOrEqual(5)
    const waiting = await containerBecomes(ns, name, status => isBackingOff(status.state?.waiting?.reason), 20)
    expect(waiting).toMatchObject({
      restartCount: 1,
      ready: false,
      started: false,
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    })
    expect(waiting.state?.waiting?.message).toMatch(
      new RegExp(`^back-off 10s restarting failed container=tool pod=crashing_${ns.name}\\([0-9a-f-]{36}\\)$`),
    )
    expect(await condition(ns, name, 'Ready')).toEqual({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [tool]',
    })
    const wait = await pause(name, 2, 25)
    expect(wait).toBeGreaterThanOrEqual(9)
    expect(wait).toBeLessThanOrEqual(16)
    const event = await eventOf(ns, name, 'BackOff')
    expect(event.type).toBe('Warning')
    expect(event.message).toMatch(/^Back-off restarting failed container tool in pod crashing_/)
    expect(event.involvedObject.fieldPath).toBe('spec.containers{tool}')
  })
})

slow('the back-off', () => {
  it('grows: 10, 20, 40 seconds', { timeout: 180_000 }, async () => {
    const tool = { EXIT_CODE: 1, EXIT_AFTER_SECONDS: 1 }
    const name = await createPod(ns, pod('growing', container(tool)))
    for (const [restart, seconds] of [
      [2, 10],
      [3, 20],
      [4, 40],
    ] as const) {
      const wait = await pause(name, restart, seconds + 30)
      expect(wait).toBeGreaterThanOrEqual(seconds - 1)
      // The kubelet looks at a pod again within 15 seconds or so, not at the very moment.
      expect(wait).toBeLessThanOrEqual(seconds + 15)
    }
    const waiting = await containerBecomes(ns, name, status => isBackingOff(status.state?.waiting?.reason))
    expect(waiting.state?.waiting?.message).toMatch(/^back-off 1m20s restarting failed container=tool /)
  })

  it('is the same for OOMKilled', { timeout: 120_000 }, async () => {
    const tool = { ALLOCATE_MB: 200, STAY: 'true' }
    const name = await createPod(ns, pod('oom-loop', container(tool, { resources: { limits: { memory: '64Mi' } } })))
    const waiting = await containerBecomes(ns, name, status => isBackingOff(status.state?.waiting?.reason))
    expect(waiting.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
    const wait = await pause(name, 2, 40)
    expect(wait).toBeGreaterThanOrEqual(9)
    expect((await containerStatus(ns, name)).restartCount).toBe(2)
  })
})
