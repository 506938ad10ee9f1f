import { readFile, statfs } from 'node:fs/promises'
import { cpus, freemem, loadavg, totalmem } from 'node:os'
import { type Finding, fails, fine, type Look, look } from '@chat-demo/engine/preflight'
import type { PreflightOptions } from './preflight.ts'

const GIB = 1024 ** 3

/** Looks at the machine that all of this runs on. */
export function machineLooks({ folder }: Pick<PreflightOptions, 'folder'>): Look[] {
  return [
    {
      id: 'disk',
      group: 'stage',
      title: 'Disk',
      otherwise: `Look at the disk of ${folder}`,
      take: async () => {
        const { bavail, bsize } = await statfs(folder)
        return judgeDisk(bavail * bsize)
      },
    },
    {
      id: 'memory',
      group: 'stage',
      title: 'Memory',
      otherwise: 'Look at what runs on this machine',
      take: async () => judgeMemory(await availableMemory(), totalmem()),
    },
    {
      id: 'load',
      group: 'stage',
      title: 'Load',
      otherwise: 'Look at what runs on this machine',
      take: () => judgeLoad(loadavg()[0] ?? 0, cpus().length),
    },
    {
      id: 'versions',
      group: 'stage',
      title: 'Versions',
      otherwise: 'Install Node.js 20.19 or newer',
      take: () => fine(`Node.js ${process.versions.node} on ${process.platform} ${process.arch}`),
    },
  ]
}

/** What programs can still have: on Linux free memory alone leaves out caches that are given back when wanted. */
async function availableMemory(): Promise<number> {
  if (process.platform !== 'linux') return freemem()
  const match = /^MemAvailable:\s+(\d+) kB/m.exec(await readFile('/proc/meminfo', 'utf8'))
  return match ? Number(match[1]) * 1024 : freemem()
}

const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`

export function judgeDisk(free: number): Finding {
  const words = `${gib(free)} free`
  if (free < 0.5 * GIB) return fails(words, 'Free some: databases and logs stop when it is full')
  return free < 2 * GIB ? look(words, 'Free some before a long session') : fine(words)
}

export function judgeMemory(available: number, total: number): Finding {
  const words = `${gib(available)} of ${gib(total)} available`
  if (available < 0.4 * GIB) return fails(words, 'Close other programs: processes would be ended by the system')
  return available < GIB ? look(words, 'Close what is not needed on stage') : fine(words)
}

/** `load`: processes that run or want to, averaged over a minute. */
export function judgeLoad(load: number, cores: number): Finding {
  const words = `${load.toFixed(1)} on ${cores} cores`
  // Programs of macOS and Windows do not say; Windows always gives 0.
  if (load > 3 * cores)
    return fails(`${words}: promises in seconds would not be kept`, 'End what else runs on this machine')
  return load > 1.5 * cores ? look(words, 'End what else runs on this machine') : fine(words)
}
