import { type FileProblem, readYaml } from '../yaml/read.ts'
import { type Scenario, scenarioSchema } from './schema.ts'

export type ParsedScenario = { scenario: Scenario } | { problems: FileProblem[] }

/** Reads one scenario; every problem is named with its place, not only the first. */
export function parseScenario(file: string, text: string): ParsedScenario {
  const read = readYaml(file, text, scenarioSchema)
  return 'value' in read ? { scenario: read.value } : read
}
