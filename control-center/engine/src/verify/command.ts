import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, iso } from '../clock.ts'
import { type ControlAddress, ControlCenter } from '../control/client.ts'
import { Journal } from './journal.ts'
import { allKept, tableOf, tableText } from './table.ts'
import { type KnownScenario, Verifier } from './verifier.ts'

export interface VerifyOptions {
  address: ControlAddress
  /** Where the files are kept. */
  folder: string
  times: number
  /** null: every scenario. */
  only: string[] | null
  resume: boolean
  /** The table as JSON, besides. */
  json: string | null
  clock: Clock
  print: (line: string) => void
}

/** Verifies scenarios and prints promise against measurement. Resolves with the exit code. */
export async function verifyCommand(options: VerifyOptions): Promise<0 | 1> {
  const { address, folder, clock, print } = options
  const control = new ControlCenter(address)
  const known = await Verifier.scenarios(control)
  const journal = options.resume ? Journal.resume(folder) : begin(options, known)
  const { todo, plan } = journal.progress()
  print(`${plan.scenarios.length} scenarios, ${plan.times} times; ${todo.length} rounds to do. ${journal.file}`)
  const verifier = new Verifier({ control, journal, clock, print })
  for (const task of todo) await verifier.round(task, find(known, task.scenario))
  const { results } = journal.progress()
  const table = tableOf(results)
  const kept = allKept(results)
  print(`\n${tableText(table)}\n`)
  print(kept ? 'Every promise was kept, every recovery proven, nothing lost.' : 'A promise or a proof failed.')
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify({ plan, kept, table, results }, null, 2)}\n`)
  return kept ? 0 : 1
}

function begin({ folder, times, only, clock }: VerifyOptions, known: readonly KnownScenario[]): Journal {
  const scenarios = only ?? known.map(one => one.id)
  for (const id of scenarios) find(known, id)
  const at = iso(clock.now())
  const file = join(folder, `${at.replaceAll(':', '-').replace('.', '-')}.jsonl`)
  return Journal.begin(file, { kind: 'plan', at, scenarios, times })
}

function find(known: readonly KnownScenario[], id: string): KnownScenario {
  const scenario = known.find(one => one.id === id)
  if (scenario) return scenario
  throw new Error(`there is no scenario ${id}; there are ${known.map(one => one.id).join(', ')}`)
}
