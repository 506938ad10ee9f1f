import { join } from 'node:path'
import type { Figures } from '../../intake/figures.ts'
import { logRow } from '../../intake/logs/pipeline.ts'
import type { Store } from '../../store/store.ts'
import type { PodTags } from '../kubernetes/pod-tags.ts'
import { type LogFile, listLogFiles } from './files.ts'
import { type LogConfig, logConfig } from './log-config.ts'
import { type Positions, readPositions, writePositions } from './positions.ts'
import { type Message, Tail } from './tail.ts'

const SCAN_MS = 1000
const SAVE_MS = 2000
/** So long a container waits for the cluster to say whose it is; its logs would lack their tags otherwise. */
const UNKNOWN_MS = 10_000

export interface LogTailerOptions {
  /** Holds `<namespace>_<pod>_<uid>/<container>/N.log`. */
  podLogsDir: string
  /** Keeps positions over a restart. */
  dataDir: string
  store: Store
  figures: Figures
  hostName: string
  pods: PodTags
  /** A file that cannot be read: told once per file. */
  onError: (error: unknown) => void
  now?: () => number
}

export interface LogTailer {
  close(): Promise<void>
}

interface Followed {
  file: LogFile
  tail: Tail
  /** As last known: a pod's last lines are read when the cluster has forgotten it. */
  origin: LogOrigin
}

/** What each log of a container gets. */
interface LogOrigin extends Omit<LogConfig, 'tags'> {
  tags: readonly string[]
}

/** Follows the log files of all containers on this node, as the Agent does: new ones, rotated ones, ended ones. */
export async function startLogTailer(options: LogTailerOptions): Promise<LogTailer> {
  const { podLogsDir, dataDir, onError } = options
  const positionsFile = join(dataDir, 'log-positions.json')
  const followed = new Map<string, Followed>()
  const failed = new Set<string>()
  const unknownSince = new Map<string, number>()
  let positions = await readPositions(positionsFile)
  let saved = JSON.stringify(positions)
  let savedAt = 0

  const scan = async () => {
    const files = await listLogFiles(podLogsDir)
    const present = new Set(files.map(file => file.path))
    for (const file of files) {
      try {
        if (!followed.has(file.path) && isTooEarly(file, unknownSince, options.pods)) continue
        await follow(file, followed, positions, options)
        failed.delete(file.path)
      } catch (error) {
        // Gone between the listing and the opening: the next scan does not list it.
        if (isMissing(error)) continue
        if (!failed.has(file.path)) onError(error)
        failed.add(file.path)
      }
    }
    for (const [path, entry] of followed) {
      if (present.has(path)) continue
      // The last lines were read by the scan before, or are read now: an open file outlives its name.
      await entry.tail.read(messages => send(entry, messages, options))
      await entry.tail.close()
      followed.delete(path)
    }
    for (const path of unknownSince.keys()) if (!present.has(path)) unknownSince.delete(path)
    positions = positionsOf(followed, positions, present)
  }
  const save = async () => {
    const text = JSON.stringify(positions)
    if (text === saved) return
    await writePositions(positionsFile, positions)
    saved = text
    savedAt = Date.now()
  }

  let closing = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const turn = async () => {
    try {
      await scan()
      if (Date.now() - savedAt > SAVE_MS) await save()
    } catch (error) {
      onError(error)
    }
    if (!closing) timer = setTimeout(start, SCAN_MS)
  }
  const start = () => {
    running = turn()
  }
  start()
  return {
    close: async () => {
      closing = true
      clearTimeout(timer)
      await running
      await save()
      await Promise.all([...followed.values()].map(({ tail }) => tail.close()))
    },
  }
}

/** Reads what was added to a file; the one that it replaced is read to its end first. */
async function follow(
  file: LogFile,
  followed: Map<string, Followed>,
  positions: Positions,
  options: LogTailerOptions,
): Promise<void> {
  const before = followed.get(file.path)
  if (before) {
    const complete = await before.tail.read(messages => send(before, messages, options))
    if (!complete || before.tail.inode === file.inode) return
    // The name was given to a new file and the old one is read: what was added to it in between came before that.
    await before.tail.close()
    followed.delete(file.path)
  }
  const tail = await Tail.open(file.path, positions[file.path])
  const entry = { file, tail, origin: originOf(file, options.pods) }
  followed.set(file.path, entry)
  await tail.read(messages => send(entry, messages, options))
}

function originOf(file: LogFile, pods: PodTags): LogOrigin {
  const { tags, ...config } = logConfig(file.container, pods.facts(file.podUid))
  const names = [`dirname:${file.directory}`, `filename:${file.name}`]
  return { ...config, tags: [...pods.forEntity(file.podUid, file.container), ...tags, ...names] }
}

function isTooEarly(file: LogFile, unknownSince: Map<string, number>, pods: PodTags): boolean {
  if (pods.facts(file.podUid)) return false
  const since = unknownSince.get(file.path) ?? Date.now()
  unknownSince.set(file.path, since)
  return Date.now() - since < UNKNOWN_MS
}

function send(entry: Followed, messages: Message[], options: LogTailerOptions): boolean {
  const { store, figures, hostName, pods, now = Date.now } = options
  if (pods.facts(entry.file.podUid)) entry.origin = originOf(entry.file, pods)
  const { source, service, tags } = entry.origin
  const rows = messages.map(({ time, text, stream }) =>
    logRow(
      {
        message: text,
        // What a container wrote to stderr is an error until it says otherwise.
        attributes: stream === 'stderr' && !text.startsWith('{') ? { status: 'error' } : {},
        source,
        service,
        host: hostName,
        tags,
        time,
      },
      now(),
    ),
  )
  // Not taken means later, not lost: the file keeps what the store has no room for.
  if (!store.append('logs', rows)) return false
  figures.accepted('container log lines', rows.length)
  return true
}

/** Of followed files where they are now; of the others as they were, while they are still there. */
function positionsOf(
  followed: ReadonlyMap<string, Followed>,
  before: Positions,
  present: ReadonlySet<string>,
): Positions {
  const kept = Object.entries(before).filter(([path]) => present.has(path))
  const current = [...followed].map(([path, { tail }]) => [path, { inode: tail.inode, offset: tail.sentTo }] as const)
  return Object.fromEntries([...kept, ...current])
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
