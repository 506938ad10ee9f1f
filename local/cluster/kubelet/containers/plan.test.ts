import { describe, expect, it } from 'vitest'
import type { Pod } from '../../client/types.ts'
import { planContainers } from './plan.ts'
import { type ContainerView, newView } from './view.ts'

const ready = () => undefined
const running = (started = true): Partial<ContainerView> => ({ running: { containerId: 'x', startedAt: 0 }, started })
const ended = (exitCode: number): Partial<ContainerView> => ({
  exit: { containerId: 'x', exitCode, reason: exitCode ? 'Error' : 'Completed', startedAt: 0, finishedAt: 5 },
})

function plan(
  spec: Partial<Pod['spec']>,
  views: Record<string, Partial<ContainerView>>,
  wait = ready as () => number | undefined,
) {
  const pod: Pod = {
    metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1' },
    spec: { containers: [{ name: 'a' }, { name: 'b' }], ...spec },
  }
  return planContainers(pod, name => ({ ...newView(name), ...views[name] }), wait)
}

describe('main containers', () => {
  it('start when they have not run', () => {
    expect(plan({}, { b: running() }).start).toEqual(['a'])
  })

  it.each([
    ['Always', 0, ['a']],
    ['Always', 1, ['a']],
    ['OnFailure', 0, []],
    ['OnFailure', 1, ['a']],
    ['Never', 1, []],
  ])('under %s, after exit code %i, start: %j', (restartPolicy, exitCode, expected) => {
    expect(plan({ restartPolicy }, { a: ended(exitCode), b: running() }).start).toEqual(expected)
  })

  it('wait after a crash', () => {
    const { start, backoff } = plan({}, { a: ended(1), b: running() }, () => 99)
    expect(start).toEqual([])
    expect(backoff).toEqual([{ name: 'a', until: 99 }])
  })
})

describe('init containers', () => {
  const initContainers = [{ name: 'i' }, { name: 'j' }]

  it('run one after the other, before the main ones', () => {
    expect(plan({ initContainers }, {})).toMatchObject({ start: ['i'], initializing: true })
    expect(plan({ initContainers }, { i: running() })).toMatchObject({ start: [], initializing: true })
    expect(plan({ initContainers }, { i: ended(0) })).toMatchObject({ start: ['j'], initializing: true })
    expect(plan({ initContainers }, { i: ended(0), j: ended(0) })).toMatchObject({
      start: ['a', 'b'],
      initializing: false,
    })
  })

  it('are tried again until they succeed, except under Never', () => {
    expect(plan({ initContainers }, { i: ended(1) }).start).toEqual(['i'])
    expect(plan({ initContainers, restartPolicy: 'OnFailure' }, { i: ended(1) }).start).toEqual(['i'])
    expect(plan({ initContainers, restartPolicy: 'Never' }, { i: ended(1) }).start).toEqual([])
  })

  it('that are sidecars stay while the others go on', () => {
    const sidecars = [{ name: 'i', restartPolicy: 'Always' }]
    expect(plan({ initContainers: sidecars }, { i: running(false) })).toMatchObject({ start: [], initializing: true })
    expect(plan({ initContainers: sidecars }, { i: running() })).toMatchObject({
      start: ['a', 'b'],
      initializing: false,
    })
    expect(plan({ initContainers: sidecars }, { i: ended(0) }).start).toEqual(['i'])
  })
})
