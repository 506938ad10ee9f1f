import { readdir, readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { readYaml } from '../../../engine/src/yaml/read.ts'
import { type Tour, tourSchema } from './definition.ts'
import { stepsOf } from './steps.ts'

const folder = new URL('../../../tours/', import.meta.url)
const datadog = new URL('../../../../datadog/', import.meta.url)

/** Ids of the contract; a tour names no other. */
const SCENARIOS = new Set(
  `worker-crash memory-pressure queue-backup database-slowdown network-latency api-errors model-rate-limit bad-deploy
   cpu-throttling cost-explosion pod-kill crash-loop readiness-failure slow-model poison-message
   connection-pool-exhaustion`.split(/\s+/),
)

const tours = new Map<string, Tour>()
beforeAll(async () => {
  for (const file of await readdir(folder)) {
    const read = readYaml(file, await readFile(new URL(file, folder), 'utf8'), tourSchema)
    if ('problems' in read) throw new Error(JSON.stringify(read.problems))
    tours.set(read.value.id, read.value)
  }
})

const names = async (kind: string) => {
  const files = await readdir(new URL(`${kind}/`, datadog))
  return Promise.all(
    files.map(async file => ({ file, text: await readFile(new URL(`${kind}/${file}`, datadog), 'utf8') })),
  )
}

describe('the tours that are shipped', () => {
  it('are the whole one, a short one and single acts', () => {
    expect([...tours.keys()].sort()).toEqual(
      ['fifteen-minutes', 'five-minutes', 'queue-act', 'database-act', 'network-act', 'bad-deploy-act'].sort(),
    )
  })

  it('take fifteen minutes in four acts and 23 steps, and five minutes', () => {
    const whole = tours.get('fifteen-minutes')
    const seconds = (tour: Tour | undefined) =>
      tour?.acts.map(act => act.steps.reduce((sum, step) => sum + step.seconds, 0)) ?? []
    expect(seconds(whole)).toEqual([180, 240, 240, 240])
    expect(whole && stepsOf(whole)).toHaveLength(23)
    expect(seconds(tours.get('five-minutes')).reduce((sum, act) => sum + act, 0)).toBe(300)
  })

  it('prove what they break: every injection is healed, and its recovery is a gate', () => {
    for (const tour of tours.values()) {
      const steps = stepsOf(tour).map(({ step }) => step)
      for (const step of steps) {
        if (!step.do || !('inject' in step.do)) continue
        const { inject } = step.do
        expect(SCENARIOS).toContain(inject)
        const after = steps.slice(steps.indexOf(step) + 1)
        expect(after.some(one => one.do && 'heal' in one.do)).toBe(true)
        expect(after.flatMap(one => one.gate)).toContainEqual({ run: inject, state: 'healed' })
      }
    }
  })

  it('say sentences that one can say aloud', () => {
    for (const tour of tours.values()) {
      for (const { step } of stepsOf(tour)) {
        expect(step.say.split(/\s+/).length, step.say).toBeLessThanOrEqual(60)
        expect(step.say).toMatch(/[.?]$/)
      }
    }
  })

  it('point at widgets and monitors that exist', async () => {
    const dashboards = await names('dashboards')
    const monitors = (await names('monitors')).map(({ text }) => String(JSON.parse(text).name))
    for (const tour of tours.values()) {
      for (const { step } of stepsOf(tour)) {
        for (const one of [step.watch, ...step.gate]) {
          if (one && 'monitor' in one) expect(monitors).toContain(one.monitor)
          if (!one || !('widget' in one)) continue
          const slash = one.widget.indexOf('/')
          const board = dashboards.find(({ file }) => file === `${one.widget.slice(0, slash)}.json`)
          expect(board?.text).toContain(`"title": "${one.widget.slice(slash + 1)}"`)
        }
      }
    }
  })
})
