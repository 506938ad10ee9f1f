import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

const schema = z.record(z.string(), z.object({ inode: z.number(), offset: z.number() }))

/** Up to which byte each file was sent, by path; the inode tells a file from its successor of the same name. */
export type Positions = z.infer<typeof schema>

/** Positions kept at an earlier time; none where there are none, or none that can be read. */
export async function readPositions(file: string): Promise<Positions> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    // Half written when the machine went down: logs are then sent from the beginning of what is there.
    return {}
  }
}

/** Writes beside the file and puts it in its place: a reader sees the old or the new. */
export async function writePositions(file: string, positions: Positions): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify(positions), { mode: 0o600 })
  await rename(`${file}.new`, file)
}
