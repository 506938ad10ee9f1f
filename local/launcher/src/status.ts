import { readFileSync } from 'node:fs'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { readRecord } from './leftovers.ts'
import { podProcesses, processFolder } from './node-record.ts'
import { runs } from './process-identity.ts'
import type { RunFile } from './run-file.ts'

interface Row {
  part: string
  state: string
  address: string
  memory: string
}

/** Proportional set size of a process in MiB: shared pages counted once over those who share them. Linux only. */
function pss(pid: number): number | null {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
    return match ? Number(match[1]) / 1024 : null
  } catch {
    // Another system than Linux, or a process that has just ended: there is no figure to show.
    return null
  }
}

const mebibytes = (values: (number | null)[]) => {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? '–' : `${Math.round(known.reduce((sum, value) => sum + value, 0))} MiB`
}

export function table(rows: Row[]): string {
  const titles: Row = { part: 'PART', state: 'STATE', address: 'ADDRESS', memory: 'MEMORY' }
  const columns = ['part', 'state', 'address', 'memory'] as const
  const width = (column: (typeof columns)[number]) => Math.max(...[titles, ...rows].map(row => row[column].length))
  return [titles, ...rows]
    .map(row =>
      columns
        .map(column => row[column].padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** One table: each part, its state, its address, its memory. */
export async function statusTable(run: RunFile | null): Promise<string> {
  const record = readRecord()
  if (!run || !record) return 'Nothing runs here. npm start brings everything up.'
  const addresses: Record<string, string> = {
    'control-center': run.controlCenter?.url ?? '',
    openai: run.openai?.baseUrl ?? '',
    datadog: run.datadog?.apiUrl ?? '',
  }
  const rows: Row[] = [
    {
      part: 'launcher',
      state: runs(record.launcher) ? 'running' : 'ended',
      address: '',
      memory: mebibytes([pss(record.launcher.pid)]),
    },
    ...record.parts.map(part => ({
      part: part.name,
      state: runs(part) ? 'running' : 'ended',
      address: addresses[part.name] ?? '',
      memory: mebibytes([pss(part.pid)]),
    })),
    ...(await podRows(run)),
  ]
  return table(rows)
}

async function podRows(run: RunFile): Promise<Row[]> {
  if (!run.kubernetes) return []
  const config = new KubeConfig()
  config.loadFromFile(run.kubernetes.kubeconfig)
  const { items } = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: run.kubernetes.namespace })
  return items.map(pod => {
    const statuses = pod.status?.containerStatuses ?? []
    const waiting = statuses.map(status => status.state?.waiting?.reason).find(Boolean)
    const ready = statuses.filter(status => status.ready).length
    const family = podProcesses(processFolder, pod.metadata?.uid)
    return {
      part: pod.metadata?.name ?? '',
      state: `${waiting ?? pod.status?.phase ?? 'Unknown'} ${ready}/${statuses.length}`,
      address: pod.status?.podIP ?? '',
      memory: mebibytes(family.map(({ pid }) => pss(pid))),
    }
  })
}
