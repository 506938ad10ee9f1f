import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compile, forward, planUndo } from '../change/edits.ts'
import { systemClock } from '../clock.ts'
import { scenarioSchema, stepsOf, workloadOf } from '../scenario/schema.ts'
import { startTestApiServer, type TestApiServer } from '../testing/api-server.ts'
import { readYaml } from '../yaml/read.ts'
import type { Workload } from './cluster.ts'
import { KubernetesCluster } from './kubernetes.ts'

const folder = new URL('../../../scenarios/', import.meta.url)
let api: TestApiServer
let cluster: KubernetesCluster
beforeAll(async () => {
  api = await startTestApiServer()
  const config = await api.account('control-center')
  cluster = new KubernetesCluster({ config, namespace: 'chat-demo', clock: systemClock })
}, 60_000)
afterAll(() => api.close())

const specOf = ({ object }: Workload) => (object as { spec: object }).spec

const files = readdirSync(folder).filter(file => file.endsWith('.yaml'))

it.each(files)('the API server takes %s from the engine’s account, and its undoing restores the spec', async file => {
  const parsed = readYaml(file, readFileSync(new URL(file, folder), 'utf8'), scenarioSchema)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  const scenario = parsed.value
  const name = workloadOf(scenario)
  for (const variant of [undefined, ...Object.keys(scenario.intensities)]) {
    const before = await cluster.readWorkload(name)
    const change = compile(stepsOf(scenario, variant) ?? [], before.object)
    if (change.inverse.length === 0) continue
    const changed = await cluster.patchWorkload(name, forward(change))
    const undo = planUndo(change, changed.object)
    expect(undo.changedByOthers).toEqual([])
    const after = await cluster.patchWorkload(name, undo.operations)
    expect(specOf(after)).toEqual(specOf(before))
  }
})
