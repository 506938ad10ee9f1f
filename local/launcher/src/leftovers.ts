import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { descendants, type ProcessIdentity, runs, send } from './process-identity.ts'
import { localFolder } from './run-file.ts'
import { killAll } from './supervisor.ts'

const identitySchema = z.object({ pid: z.number().int().positive(), started: z.string() })
const recordSchema = z.object({ launcher: identitySchema, parts: z.array(identitySchema.extend({ name: z.string() })) })

/** Who started what: written at every change, so that the next start can end what this one had to leave. */
export type ProcessRecord = z.infer<typeof recordSchema>

/** Of this installation. */
const recordFile = path.join(localFolder, 'processes.json')

/** Replaces the record in one step: whoever reads it meanwhile, or after a kill in the middle, finds a whole one. */
export function writeRecord(record: ProcessRecord, file = recordFile): void {
  const next = `${file}.next`
  writeFileSync(next, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  renameSync(next, file)
}

export function readRecord(file = recordFile): ProcessRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    // Absent, or cut off in the middle of a write by the very kill it is kept for: then there is nothing to go by.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

export function removeRecord(): void {
  rmSync(recordFile, { force: true })
}

/** The launcher that runs now, if one does. */
export function runningLauncher(file = recordFile): ProcessIdentity | null {
  const record = readRecord(file)
  return record && runs(record.launcher) ? record.launcher : null
}

/**
 * Ends what a killed launcher left: its parts, all that descends from them, and `pods`, the processes that the node had
 * written down. First by SIGTERM, so that databases close; what still runs after `withinMs` by SIGKILL.
 * @returns how many processes there were.
 */
export async function endLeftovers(pods: ProcessIdentity[], withinMs = 8000, file = recordFile): Promise<number> {
  const roots = [...(readRecord(file)?.parts ?? []), ...pods].filter(runs)
  const family = roots.flatMap(root => [root, ...descendants(root.pid)])
  for (const root of roots) send('SIGTERM', root)
  await untilEnded(family, withinMs)
  killAll(family)
  await untilEnded(family, 2000)
  return new Set(family.map(({ pid }) => pid)).size
}

async function untilEnded(processes: ProcessIdentity[], withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs
  while (processes.some(runs) && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 50))
}
