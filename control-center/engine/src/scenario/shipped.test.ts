import { readdirSync, readFileSync } from 'node:fs'
import { applyPatch, type Operation as Patch } from 'fast-json-patch'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { compile, forward, hasEffect, planUndo } from '../change/edits.ts'
import { readYaml } from '../yaml/read.ts'
import { type Scenario, scenarioSchema, stepsOf, workloadOf } from './schema.ts'

const folder = new URL('../../../scenarios/', import.meta.url)
const manifests = new URL('../../../../k8s/base/', import.meta.url)
const monitors = new URL('../../../../datadog/monitors/', import.meta.url)

interface Manifest {
  kind: string
  metadata: { name: string }
  data?: Record<string, string>
}

const objects = readdirSync(manifests)
  .filter(file => file.endsWith('.yaml') && file !== 'kustomization.yaml')
  .flatMap(file => parseAllDocuments(readFileSync(new URL(file, manifests), 'utf8')))
  .map(document => document.toJS() as Manifest)
const deployment = (name: string) =>
  objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)

const files = readdirSync(folder).filter(file => file.endsWith('.yaml'))
const read = (file: string): Scenario => {
  const parsed = readYaml(file, readFileSync(new URL(file, folder), 'utf8'), scenarioSchema)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems, null, 2))
  return parsed.value
}

it('has every scenario of the contract that needs no Airflow and no shell', () => {
  expect(files).toEqual(
    [
      'api-errors',
      'bad-deploy',
      'connection-pool-exhaustion',
      'cost-explosion',
      'cpu-throttling',
      'crash-loop',
      'database-slowdown',
      'memory-pressure',
      'model-rate-limit',
      'network-latency',
      'pod-kill',
      'poison-message',
      'queue-backup',
      'readiness-failure',
      'slow-model',
      'worker-crash',
    ].map(id => `${id}.yaml`),
  )
})

describe.each(files)('%s', file => {
  const scenario = read(file)
  const target = deployment(workloadOf(scenario))
  const variants = [undefined, ...Object.keys(scenario.intensities)]

  it('has its file’s name, promises, and a guide that points at each of them', () => {
    expect(`${scenario.id}.yaml`).toBe(file)
    expect(scenario.promises.length).toBeGreaterThan(0)
    expect(scenario.guide.at(-1)?.where).toBe('proof')
  })

  it.each(variants)('changes the manifest (%s), and undoes it to an equal object', variant => {
    const change = compile(stepsOf(scenario, variant) ?? [], target, '0123456789')
    expect(hasEffect(change)).toBe(true)
    const changed = applyPatch(structuredClone(target), forward(change) as Patch[], true).newDocument
    if (change.inverse.length > 0) expect(changed).not.toEqual(target)
    const undo = planUndo(change, changed)
    expect(undo.changedByOthers).toEqual([])
    expect(applyPatch(changed, undo.operations as Patch[], true).newDocument).toEqual(target)
  })

  it.each(variants)('adds toxics to proxies that are there (%s)', variant => {
    const config = objects.find(({ metadata }) => metadata.name === 'toxiproxy-config')?.data?.['proxies.json']
    const known = (JSON.parse(config ?? '[]') as { name: string }[]).map(({ name }) => name)
    const { toxics } = compile(stepsOf(scenario, variant) ?? [], target, '0123456789')
    for (const { proxy } of toxics) expect(known).toContain(proxy)
  })

  it('names workloads and monitors that are there', () => {
    for (const promise of scenario.promises) {
      const named = 'pod' in promise ? promise.pod : 'readyPods' in promise ? promise.readyPods : null
      if (named) expect(deployment(named.deployment), named.deployment).toBeDefined()
    }
    const keys = readdirSync(monitors)
    const promised = scenario.promises.flatMap(promise => ('monitor' in promise ? [promise.monitor.key] : []))
    const shown = scenario.guide.flatMap(({ where, query }) => (where === 'monitors' && query ? [query] : []))
    for (const key of [...promised, ...shown]) expect(keys).toContain(`${key}.json`)
  })

  it('acts on what the engine’s account may patch', () => {
    const rbac = readFileSync(new URL('rbac-chaos.yaml', manifests), 'utf8')
    expect(rbac.match(/resourceNames: \[backend, worker, reporting, toxiproxy\]/g)).toHaveLength(2)
    expect(['backend', 'worker', 'reporting', 'toxiproxy']).toContain(workloadOf(scenario))
  })
})
