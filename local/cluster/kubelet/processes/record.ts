import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ProcessId } from './tree.ts'

const recordSchema = z.object({
  root: z.object({ pid: z.int(), startTime: z.number() }),
  members: z.array(z.object({ pid: z.int(), startTime: z.number() })),
})

export interface ProcessRecord {
  root: ProcessId
  members: ProcessId[]
}

/** Files that say which processes belong to containers, so that the next life of the node can end them. */
export class ProcessRecords {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true, mode: 0o711 })
  }

  write(key: string, record: ProcessRecord): void {
    const path = this.#path(key)
    writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }

  remove(key: string): void {
    rmSync(this.#path(key), { force: true })
  }

  /** Records that an earlier life left; one that was cut off while being written is of no use and goes. */
  leftOver(): { key: string; record: ProcessRecord }[] {
    const found: { key: string; record: ProcessRecord }[] = []
    for (const name of readdirSync(this.#directory)) {
      const path = join(this.#directory, name)
      const parsed = name.endsWith('.json') ? parse(readFileSync(path, 'utf8')) : undefined
      if (parsed) found.push({ key: name.slice(0, -'.json'.length), record: parsed })
      else rmSync(path, { force: true })
    }
    return found
  }

  #path(key: string): string {
    return join(this.#directory, `${key}.json`)
  }
}

function parse(text: string): ProcessRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
