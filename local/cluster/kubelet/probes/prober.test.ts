import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../client/manual-clock.ts'
import type { Container } from '../../client/types.ts'
import { Prober } from './prober.ts'
import { ProbeState } from './state.ts'

describe('a probe', () => {
  it('has a verdict after as many equal results as its threshold says', () => {
    const state = new ProbeState({ successThreshold: 2, failureThreshold: 3 })
    const verdicts = [false, false, false, false, true, false, true, true].map(result => state.observe(result))
    expect(verdicts).toEqual([undefined, undefined, false, false, undefined, undefined, undefined, true])
  })
})

function setUp(probes: Partial<Container>) {
  const clock = new ManualClock()
  const start = clock.now()
  const healthy = { value: true }
  const seen: string[] = []
  const note = (text: string) => seen.push(`${(clock.now() - start) / 1000} ${text}`)
  const prober = new Prober({
    clock,
    container: { name: 'c', ...probes },
    check: async () => ({ success: healthy.value, message: 'down' }),
    onStarted: () => note('started'),
    onReady: ready => note(ready ? 'ready' : 'not ready'),
    onUnhealthy: kind => note(`${kind} failed`),
    onFailure: message => note(message),
  })
  prober.start()
  return { clock, prober, healthy, seen }
}

const httpGet = { port: 80 }

describe('the probes of a container', () => {
  it('without any, it is started and ready at once', () => {
    expect(setUp({}).seen).toEqual(['0 started', '0 ready'])
  })

  it('readiness goes and comes back', async () => {
    const { clock, healthy, seen } = setUp({ readinessProbe: { httpGet, periodSeconds: 5, failureThreshold: 2 } })
    await clock.advance(1_000)
    healthy.value = false
    await clock.advance(10_000)
    healthy.value = true
    await clock.advance(5_000)
    const down = 'Readiness probe failed: down'
    expect(seen).toEqual(['0 started', '1 ready', `6 ${down}`, `11 ${down}`, '11 not ready', '16 ready'])
  })

  it('liveness ends the container after its threshold, and then is silent', async () => {
    const { clock, healthy, seen } = setUp({ livenessProbe: { httpGet, periodSeconds: 10, failureThreshold: 2 } })
    healthy.value = false
    await clock.advance(60_000)
    const down = 'Liveness probe failed: down'
    expect(seen).toEqual(['0 started', '0 ready', `10 ${down}`, `20 ${down}`, '20 liveness failed'])
  })

  it('startup holds the others back until it has passed', async () => {
    const { clock, healthy, seen } = setUp({
      startupProbe: { httpGet, periodSeconds: 1, failureThreshold: 30 },
      livenessProbe: { httpGet, periodSeconds: 1, failureThreshold: 1 },
      readinessProbe: { httpGet, periodSeconds: 1 },
    })
    healthy.value = false
    await clock.advance(2_000)
    healthy.value = true
    await clock.advance(1_000)
    expect(seen).toEqual(['1 Startup probe failed: down', '2 Startup probe failed: down', '3 started', '3 ready'])
  })

  it('initialDelaySeconds is kept', async () => {
    const { clock, seen } = setUp({ readinessProbe: { httpGet, initialDelaySeconds: 20, periodSeconds: 1 } })
    await clock.advance(19_999)
    expect(seen).toEqual(['0 started'])
    await clock.advance(1)
    expect(seen).toEqual(['0 started', '20 ready'])
  })

  it('only readiness goes on while the pod ends', async () => {
    const { clock, prober, healthy, seen } = setUp({
      livenessProbe: { httpGet, periodSeconds: 1, failureThreshold: 1 },
      readinessProbe: { httpGet, periodSeconds: 1, failureThreshold: 1 },
    })
    await clock.advance(1_000)
    prober.stopRestarting()
    healthy.value = false
    await clock.advance(1_000)
    expect(seen.at(-1)).toBe('2 not ready')
    prober.stop()
    await clock.advance(5_000)
    expect(seen.at(-1)).toBe('2 not ready')
  })
})
