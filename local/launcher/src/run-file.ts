import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The repository. The bundle lies in local/launcher/dist, the source in local/launcher/src. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')
/** All that a run writes. CHAT_DEMO_LOCAL moves it, so that a second installation can run beside the first. */
export const localFolder = process.env.CHAT_DEMO_LOCAL ?? path.join(root, '.local')
export const logFolder = path.join(localFolder, 'logs')
export const runFile = path.join(localFolder, 'run.json')

const runSchema = z.object({
  pid: z.number().int(),
  startedAt: z.string(),
  starting: z.array(z.string()),
  controlCenter: z.object({ url: z.string(), token: z.string() }).optional(),
  frontend: z.object({ url: z.string() }).optional(),
  kubernetes: z.object({ kubeconfig: z.string(), context: z.string(), namespace: z.string() }).optional(),
  datadog: z
    .object({
      apiUrl: z.string(),
      agentUrl: z.string(),
      dogstatsdPort: z.number().int(),
      apiKey: z.string(),
      appKey: z.string(),
      site: z.string(),
    })
    .optional(),
  openai: z.object({ baseUrl: z.string(), apiKey: z.string() }).optional(),
  postgres: z.object({ url: z.string() }).optional(),
  rabbitmq: z.object({ url: z.string(), managementUrl: z.string() }).optional(),
  toxiproxy: z.object({ url: z.string() }).optional(),
})

/** What scripts read instead of guessing addresses. Holds only secrets that this start made itself. */
export type RunFile = z.infer<typeof runSchema>

/** Replaces `.local/run.json` in one step, readable by its owner only. */
export function writeRunFile(run: RunFile): void {
  const next = `${runFile}.next`
  writeFileSync(next, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
  renameSync(next, runFile)
}

/** The running system's file, or null where none is. */
export function readRunFile(): RunFile | null {
  let text: string
  try {
    text = readFileSync(runFile, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return runSchema.parse(JSON.parse(text))
}

export function removeRunFile(): void {
  rmSync(runFile, { force: true })
}
