import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A container's log as it lies on the node. */
export interface LogFile {
  path: string
  directory: string
  name: string
  podUid: string
  container: string
  inode: number
}

/** `<namespace>_<pod>_<uid>/<container>/N.log` below a folder; rotated files have another ending and are left out. */
export async function listLogFiles(folder: string): Promise<LogFile[]> {
  const pods = await folders(folder)
  const files = await Promise.all(pods.map(pod => podFiles(folder, pod)))
  return files.flat()
}

async function podFiles(folder: string, pod: string): Promise<LogFile[]> {
  const podUid = pod.split('_').at(2)
  if (!podUid) return []
  const containers = await folders(join(folder, pod))
  const files = await Promise.all(
    containers.map(async container => {
      const directory = join(folder, pod, container)
      const names = (await entries(directory)).filter(entry => /^\d+\.log$/.test(entry.name)).map(entry => entry.name)
      return Promise.all(names.map(name => logFile(directory, name, podUid, container)))
    }),
  )
  return files.flat().filter(file => file !== undefined)
}

async function logFile(
  directory: string,
  name: string,
  podUid: string,
  container: string,
): Promise<LogFile | undefined> {
  const path = join(directory, name)
  const found = await unlessMissing(stat(path))
  return found && { path, directory, name, podUid, container, inode: found.ino }
}

async function folders(path: string): Promise<string[]> {
  return (await entries(path)).filter(entry => entry.isDirectory()).map(entry => entry.name)
}

/** Pods come and go while this looks at them: what is gone is empty. */
async function entries(path: string) {
  return (await unlessMissing(readdir(path, { withFileTypes: true }))) ?? []
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
