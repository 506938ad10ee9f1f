import { expect, it } from 'vitest'
import { MarkerIndex, markerIn } from './marker.ts'
import { type ProcessInfo, parsePs, parseStat } from './table.ts'
import { membersOf } from './tree.ts'

const process = (pid: number, ppid: number, shape: Partial<ProcessInfo> = {}): ProcessInfo => ({
  pid,
  ppid,
  group: pid,
  session: pid,
  startTime: pid * 10,
  cpuMs: 0,
  zombie: false,
  ...shape,
})
const tableOf = (...all: ProcessInfo[]) => new Map(all.map(info => [info.pid, info]))
const pids = (members: ProcessInfo[]) => members.map(({ pid }) => pid).sort((a, b) => a - b)

it('reads /proc/<pid>/stat whatever the name of the command is', () => {
  const rest = 'S 12 34 56 0 -1 4194304 1 2 3 4 100 50 20 10 20 0 11 0 98765 1 2'
  expect(parseStat(`77 (a) b (c) ${rest}`)).toEqual({
    pid: 77,
    ppid: 12,
    group: 34,
    session: 56,
    startTime: 98_765,
    cpuMs: 1_800,
    zombie: false,
  })
  expect(parseStat('')).toBeUndefined()
})

it('reads what ps prints', () => {
  const table = parsePs('  77    12    34     0 Ss   10240   1:02.50 Thu Jan  1 10:00:00 2026\n\n')
  expect(table.get(77)).toMatchObject({ ppid: 12, group: 34, residentBytes: 10_485_760, cpuMs: 62_500, zombie: false })
})

it('counts descendants, groups, sessions and what was seen before to a container', () => {
  const table = tableOf(
    process(10, 1),
    process(11, 10, { group: 10, session: 10 }),
    process(12, 11),
    process(13, 1, { group: 10 }),
    process(14, 1),
    process(15, 14),
    process(16, 1),
    process(17, 10, { zombie: true }),
  )
  const root = { pid: 10, startTime: 100 }
  expect(pids(membersOf(table, root, [{ pid: 14, startTime: 140 }]))).toEqual([10, 11, 12, 13, 14, 15])
})

it('takes no later process with the same pid for its own', () => {
  const table = tableOf(process(10, 1, { startTime: 999 }), process(11, 10))
  expect(membersOf(table, { pid: 10, startTime: 100 }, [{ pid: 11, startTime: 1 }]).length).toBe(2)
  const others = tableOf(process(10, 1, { startTime: 50, group: 1, session: 1 }), process(11, 1, { startTime: 5 }))
  expect(membersOf(others, { pid: 10, startTime: 100 }, [{ pid: 11, startTime: 1 }])).toEqual([])
})

it('finds marked processes, also after they wrote over their environment, and only its own', () => {
  const environments = new Map([
    [20, 'PATH=/bin\0KUBELET_CONTAINER=node/a_web\0'],
    [21, 'KUBELET_CONTAINER=other/a_web\0'],
    [22, 'PATH=/bin\0'],
  ])
  const index = new MarkerIndex('node', pid => environments.get(pid) ?? '')
  const table = tableOf(process(20, 1), process(21, 1), process(22, 1))
  const found = () => pids(index.find(table).get('a_web') ?? [])
  expect(found()).toEqual([20])
  environments.clear()
  expect(found()).toEqual([20])
  table.set(20, process(20, 1, { startTime: 777 }))
  expect(found()).toEqual([])
  expect(markerIn(`A=1\0KUBELET_CONTAINER=${index.valueFor('x')}\0`)).toBe('node/x')
})
