import { expect, test } from 'vitest'
import { isHopeless, podProblem } from './wait.ts'

const pod = (state: object, lastState: object = {}) => ({
  metadata: { name: 'worker-1' },
  status: {
    containerStatuses: [{ name: 'worker', image: '', imageID: '', ready: false, restartCount: 1, state, lastState }],
  },
})

test('a pod that is being made has no problem', () => {
  expect(podProblem(pod({ waiting: { reason: 'ContainerCreating' } }))).toBeNull()
  expect(podProblem(pod({ running: {} }))).toBeNull()
})

test('a pod that crashes says how', () => {
  expect(
    podProblem(
      pod({ waiting: { reason: 'CrashLoopBackOff' } }, { terminated: { exitCode: 137, reason: 'OOMKilled' } }),
    ),
  ).toBe('worker-1: CrashLoopBackOff (last exit 137, OOMKilled)')
})

test('a crash may pass, crash after crash and a missing image do not', () => {
  const crashed = pod({ waiting: { reason: 'CrashLoopBackOff' } })
  expect(isHopeless(crashed)).toBe(false)
  expect(
    isHopeless({
      status: { containerStatuses: crashed.status.containerStatuses.map(each => ({ ...each, restartCount: 2 })) },
    }),
  ).toBe(true)
  expect(isHopeless(pod({ waiting: { reason: 'ImagePullBackOff' } }))).toBe(true)
})
