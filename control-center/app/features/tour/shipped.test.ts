import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Catalog, systemClock } from '@chat-demo/engine'
import { beforeAll, describe, expect, it } from 'vitest'
import { readYaml } from '../../../engine/src/yaml/read.ts'
import { knownTo } from '../../platform/tours/known.ts'
import { type Tour, tourSchema } from './definition.ts'
import { type Known, missingIn } from './references.ts'
import { stepsOf } from './steps.ts'

const folder = new URL('../../../tours/', import.meta.url)
const datadog = new URL('../../../../datadog/', import.meta.url)

const tours = new Map<string, Tour>()
beforeAll(async () => {
  for (const file of await readdir(folder)) {
    const read = readYaml(file, await readFile(new URL(file, folder), 'utf8'), tourSchema)
    if ('problems' in read) throw new Error(JSON.stringify(read.problems))
    tours.set(read.value.id, read.value)
  }
})

const texts = (at: URL) =>
  readdir(at).then(files =>
    Promise.all(files.map(async file => ({ file, text: await readFile(new URL(file, at), 'utf8') }))),
  )

interface DashboardWidget {
  definition: { title?: string; widgets?: DashboardWidget[] }
}
const titlesOf = ({ definition: { title, widgets } }: DashboardWidget): string[] => [
  ...(title ? [title] : []),
  ...(widgets ?? []).flatMap(titlesOf),
]

/** Everything that a tour may name, from the files that it comes from. */
async function known(): Promise<Known> {
  const catalog = await Catalog.open(fileURLToPath(new URL('../../../scenarios/', import.meta.url)), systemClock)
  const [dashboards, monitors, manifests, follow] = await Promise.all([
    texts(new URL('dashboards/', datadog)),
    texts(new URL('monitors/', datadog)),
    texts(new URL('../../../../k8s/base/', import.meta.url)),
    readFile(new URL('../follow-message/follow-page.tsx', import.meta.url), 'utf8'),
  ])
  const widgets = dashboards.flatMap(({ file, text }) =>
    (JSON.parse(text).widgets as DashboardWidget[])
      .flatMap(titlesOf)
      .map(title => `${file.replace(/\.json$/, '')}/${title}`),
  )
  const workloads = manifests.flatMap(({ text }) =>
    [...text.matchAll(/^kind: (?:Deployment|StatefulSet)\nmetadata:\n {2}name: (\S+)/gm)].map(match => match[1] ?? ''),
  )
  return {
    ...knownTo(catalog.list(), true),
    widgets: new Set(widgets),
    monitors: new Set(monitors.map(({ text }) => String(JSON.parse(text).name))),
    workloads: new Set(workloads),
    cards: new Set([...follow.matchAll(/title="([^"]+)"/g)].map(match => match[1] ?? '')),
  }
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

  it('name only what exists: scenarios, signals, widgets, monitors, pods, cards and pages', async () => {
    const all = await known()
    const missing = [...tours.values()].flatMap(tour => missingIn(tour, all).map(one => `${tour.id}: ${one.message}`))
    // The page comes with Airflow; until then the step says so and is passed over.
    expect([...new Set(missing)]).toEqual(['fifteen-minutes: there is no page /jobs'])
  })

  it('wait only for evidence that comes: after the injection, and with the traffic that it takes', async () => {
    for (const tour of tours.values()) {
      const steps = stepsOf(tour).map(({ step }) => step)
      for (const [index, step] of steps.entries()) {
        for (const gate of step.gate) {
          const scenario = 'evidence' in gate ? gate.evidence : 'run' in gate ? gate.run : null
          if (scenario === null) continue
          const before = steps.slice(0, index + 1).flatMap(one => (one.do ? [one.do] : []))
          expect(before, `${tour.id}: ${step.id}`).toContainEqual(expect.objectContaining({ inject: scenario }))
          expect(before.some(action => 'traffic' in action && action.traffic !== 'off')).toBe(true)
          const since = before.slice(before.findLastIndex(action => 'inject' in action && action.inject === scenario))
          const healed = since.some(action => 'heal' in action)
          if ('state' in gate) expect(healed, `${tour.id}: ${step.id}`).toBe(gate.state !== 'active')
        }
      }
    }
  })
})
