import { describe, expect, it } from 'vitest'
import { Engine } from '../engine.ts'
import { Catalog } from '../scenario/catalog.ts'
import { TestSignals, workerCrash, workerSpec } from '../testing/fixtures.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { MemoryCluster } from '../testing/memory-cluster.ts'
import { type Budgets, type Correction, correctionOf } from './corrector.ts'

function world() {
  const clock = new ManualClock()
  const cluster = new MemoryCluster()
  cluster.apply('worker', workerSpec)
  cluster.heartbeat = new Date(clock.now()).toISOString()
  const written: Correction[] = []
  let problem: string | null = null
  const budgets: Budgets = {
    correct: async correction => {
      if (problem) throw new Error(problem)
      written.push(correction)
      return 7
    },
  }
  const boot = (given: Budgets | null = budgets) => {
    const engine = new Engine({
      cluster,
      toxiproxy: null,
      workloads: cluster,
      catalog: Catalog.of([workerCrash], clock),
      signals: new TestSignals(cluster, () => clock.now()),
      clock,
      budgets: given,
      warn: message => expect.fail(message),
    })
    engine.start()
    return engine
  }
  const away = (reason: string | null) => {
    problem = reason
  }
  const proven = async (engine: Engine) => {
    const { run } = await engine.begin({ scenario: 'worker-crash', who: 'presenter' })
    await clock.advance(10_000)
    await engine.healAll('presenter')
    await clock.advance(40_000)
    expect(engine.run(run.id)?.state).toBe('healed')
    return run.id
  }
  return { clock, boot, written, away, proven }
}

describe('the budget after a run', () => {
  it('is corrected once, from the injection to the proof', async () => {
    const { clock, boot, written, proven } = world()
    const engine = boot()
    const id = await proven(engine)
    const run = engine.run(id)
    expect(written).toEqual([
      {
        runId: id,
        title: 'Worker crash',
        startedBy: 'presenter',
        from: Date.parse(run?.activeAt ?? '') / 1000,
        to: Math.ceil(Date.parse(run?.endedAt ?? '') / 1000),
      },
    ])
    expect(run?.budget).toMatchObject({ slos: 7, problem: null, from: run?.activeAt })
    await clock.advance(600_000)
    expect(written).toHaveLength(1)
    await engine.stop()
  })

  it('is tried again while Datadog is away, and says why', async () => {
    const { clock, boot, written, away, proven } = world()
    away('The connection is refused')
    const engine = boot()
    const id = await proven(engine)
    expect(engine.run(id)?.budget).toMatchObject({ slos: null, problem: 'The connection is refused' })
    await clock.advance(60_000)
    expect(written).toEqual([])
    away(null)
    await clock.advance(300_000)
    expect(written).toHaveLength(1)
    expect(engine.run(id)?.budget).toMatchObject({ slos: 7, problem: null })
    await engine.stop()
  })

  it('is corrected by the next control center, which does nothing twice', async () => {
    const { clock, boot, written, away, proven } = world()
    away('The connection is refused')
    const first = boot()
    const id = await proven(first)
    await first.stop()
    away(null)
    const second = boot()
    await clock.advance(5_000)
    expect(written.map(one => one.runId)).toEqual([id])
    await second.stop()
    const third = boot()
    await clock.advance(60_000)
    expect(third.run(id)?.budget?.slos).toBe(7)
    expect(written).toHaveLength(1)
    await third.stop()
  })

  it('is left alone without keys', async () => {
    const { boot, proven } = world()
    const engine = boot(null)
    expect(engine.run(await proven(engine))?.budget).toBeUndefined()
    await engine.stop()
  })

  it('counts a run that was not proven up to where it gave up, and none that changed nothing', async () => {
    const { boot, proven } = world()
    const engine = boot()
    const run = engine.run(await proven(engine))
    if (!run) throw new Error('there is a run')
    expect(correctionOf({ ...run, state: 'not-healed' })).toMatchObject({
      to: Math.ceil(Date.parse(run.endedAt ?? '') / 1000),
    })
    expect(correctionOf({ ...run, outcome: { code: 'injection_failed', detail: '' } })).toBeNull()
    expect(correctionOf({ ...run, activeAt: null })).toBeNull()
    expect(correctionOf({ ...run, endedAt: null })).toBeNull()
    await engine.stop()
  })
})
