import { readFileSync } from 'node:fs'
import path from 'node:path'

/** `.local/run.json` of the product under test, as contract.md describes it. */
export interface RunFile {
  pid: number
  controlCenter: { url: string; token: string }
  frontend: { url: string }
  kubernetes: { kubeconfig: string; context: string; namespace: string }
  datadog: { apiUrl: string; agentUrl: string; apiKey: string; appKey: string }
  postgres: { url: string }
  rabbitmq: { url: string; managementUrl: string }
}

/** The folder of the product under test: `start-product.ts` names it to the test processes. */
export function productFolder(): string {
  const folder = process.env.PRODUCT_FOLDER
  if (!folder)
    throw new Error(
      'PRODUCT_FOLDER is not set: the tests are started by playwright.config.ts, which starts the product.',
    )
  return folder
}

export const readRun = (): RunFile =>
  JSON.parse(readFileSync(path.join(productFolder(), 'run.json'), 'utf8')) as RunFile

/** The parts that are processes of their own, with their pids. */
export function readParts(): { name: string; pid: number }[] {
  const record = JSON.parse(readFileSync(path.join(productFolder(), 'processes.json'), 'utf8')) as {
    parts: { name: string; pid: number }[]
  }
  return record.parts
}
