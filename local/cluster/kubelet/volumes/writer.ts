import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { MountError, type VolumeFiles } from './content.ts'

/**
 * Makes a directory hold exactly these files, all at once for whoever reads it: they are written to a new directory,
 * and one symbolic link, `..data`, is moved to it.
 */
export function writeVolume(directory: string, files: VolumeFiles): void {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  const link = join(directory, '..data')
  const present = targetOf(link)
  if (present && sameFiles(join(directory, present), files)) return
  const version = `..${Date.now()}_${process.hrtime.bigint()}`
  const target = join(directory, version)
  mkdirSync(target, { mode: 0o755 })
  for (const [path, { content, mode }] of files) {
    const file = resolve(target, path)
    if (!file.startsWith(target + sep)) throw new MountError(`the path ${path} leaves the volume`)
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
    writeFileSync(file, content, { mode })
  }
  symlinkSync(version, `${link}_new`)
  renameSync(`${link}_new`, link)
  const tops = new Set([...files.keys()].map(path => path.split('/')[0] ?? ''))
  for (const top of tops) {
    if (!targetOf(join(directory, top))) symlinkSync(join('..data', top), join(directory, top))
  }
  for (const name of readdirSync(directory)) {
    if (!name.startsWith('..') && !tops.has(name)) rmSync(join(directory, name))
  }
  if (present) rmSync(join(directory, present), { recursive: true, force: true })
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined // not there yet
  }
}

function sameFiles(directory: string, files: VolumeFiles): boolean {
  const present = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  if (present.length !== files.size) return false
  return [...files].every(([path, { content, mode }]) => {
    const file = join(directory, path)
    return existsSync(file) && readFileSync(file).equals(content) && (statSync(file).mode & 0o777) === mode
  })
}
