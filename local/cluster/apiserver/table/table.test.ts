import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../object.ts'
import { resources } from '../resources/index.ts'
import { humanDuration } from './duration.ts'
import { summarizePod } from './pod-row.ts'
import { tableOf } from './table.ts'

const now = new Date('2026-01-01T01:00:00Z')

const pod = (status: object, metadata: object = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      namespace: 'a',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: { containers: [{ name: 'c' }] },
    status,
  }) as KubeObject

describe('humanDuration', () => {
  it.each([
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [330, '5m30s'],
    [600, '10m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 60, '3h1m'],
    [30 * 3600, '30h'],
    [50 * 3600, '2d2h'],
    [100 * 86400, '100d'],
    [-5, '<invalid>'],
  ])('%d seconds are %s', (seconds, text) => expect(humanDuration(seconds * 1000)).toBe(text))
})

describe('summarizePod', () => {
  it('shows a running pod', () => {
    const status = { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0, state: { running: {} } }] }
    expect(summarizePod(pod(status), now)).toEqual({ ready: '1/1', status: 'Running', restarts: '0' })
  })

  it('shows why a container waits and when it was last restarted', () => {
    const status = {
      phase: 'Running',
      containerStatuses: [
        {
          ready: false,
          restartCount: 3,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { finishedAt: '2026-01-01T00:59:00Z' } },
        },
      ],
    }
    expect(summarizePod(pod(status), now)).toEqual({
      ready: '0/1',
      status: 'CrashLoopBackOff',
      restarts: '3 (60s ago)',
    })
  })

  it('shows how a container ended', () => {
    const ended = (terminated: object) => ({
      phase: 'Running',
      containerStatuses: [{ restartCount: 0, state: { terminated } }],
    })
    expect(summarizePod(pod(ended({ reason: 'OOMKilled', exitCode: 137 })), now).status).toBe('OOMKilled')
    expect(summarizePod(pod(ended({ exitCode: 3 })), now).status).toBe('ExitCode:3')
  })

  it('shows a pod that is being deleted', () => {
    expect(summarizePod(pod({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:59:00Z' }), now).status).toBe(
      'Terminating',
    )
  })
})

describe('tableOf', () => {
  it('has columns for every stored resource', () => {
    for (const definition of resources) {
      const table = tableOf(definition, [], { now, include: 'Metadata', headers: true })
      expect(table.columnDefinitions.length).toBeGreaterThan(1)
    }
  })
})
