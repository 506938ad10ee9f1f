import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../../../engine/src/testing/manual-clock.ts'
import { DatadogClient } from '../datadog/client.ts'
import { applyBoardDelta } from './board-diff.ts'
import { Boards, type WatchedBoard } from './boards.ts'
import type { BoardState } from './model.ts'
import { attributesOf, type DatadogApi, MONITOR, OVERVIEW, startDatadogApi } from './testing.ts'

let api: DatadogApi
let clock: ManualClock
let boards: Boards
let changes: number
const open: WatchedBoard[] = []

beforeEach(async () => {
  api = await startDatadogApi()
  clock = new ManualClock()
  changes = 0
  boards = boardsWith(undefined)
})

function boardsWith(timeoutMs: number | undefined): Boards {
  const connection = { apiUrl: api.url, appUrl: null, apiKey: 'api-key', appKey: 'app-key' }
  const client = new DatadogClient(connection, clock, timeoutMs)
  return new Boards({ client, env: 'chat-demo', clock, onChange: () => changes++ })
}

afterEach(async () => {
  for (const board of open.splice(0)) board.close()
  boards.stop()
  await api.close()
})

/** A viewer as a browser is one: a snapshot, then deltas. */
function look(dashboard = 'overview') {
  let state: BoardState
  const watched = boards.watch(dashboard, '5m', deltas => {
    state = deltas.reduce(applyBoardDelta, state)
  })
  state = watched.snapshot()
  open.push(watched)
  return { watched, now: () => state, widget: (id: string) => state.widgets[id] }
}

/** Time passes in small steps, so that answers over the wire come in between, until it holds. */
async function until(holds: () => void) {
  await vi.waitFor(
    async () => {
      await clock.advance(50)
      holds()
    },
    { interval: 5, timeout: 15_000 },
  )
}

const pass = async (milliseconds: number) => {
  const before = api.calls.length
  await clock.advance(milliseconds)
  await until(() => expect(api.calls.length).toBeGreaterThan(before))
}

describe('a dashboard', () => {
  it('is found by its mark, asked for in few calls, and shown', async () => {
    const viewer = look()
    await until(() => expect(viewer.now().loaded).toBe(true))
    await until(() => expect(Object.values(viewer.now().widgets).every(one => one.asked)).toBe(true))
    const state = viewer.now()
    expect(state).toMatchObject({ title: OVERVIEW.title, description: 'All of it.', path: OVERVIEW.url, problem: null })
    expect(state.views.map(view => view.kind)).toEqual(['group', 'note', 'link', 'list_stream'])
    expect(state.widgets['2']?.data).toMatchObject({ kind: 'value', value: 1 })
    expect(state.widgets['3']?.data).toMatchObject({ kind: 'series', series: [{ name: 'a', owner: 'rabbitmq' }] })
    expect(state.widgets['6']?.data).toMatchObject({ kind: 'list', rows: [{ cells: { content: 'no answer' } }] })
    expect(api.count('/query/timeseries')).toBe(1)
    expect(api.count('/query/scalar')).toBe(1)
    const call = api.calls.find(one => one.path.endsWith('/query/timeseries'))
    expect(call && attributesOf(call).queries.map(one => one.query)).toEqual([
      'sum:chat.request{env:chat-demo}.as_rate()',
      'sum:rabbitmq.queue.messages.ready{env:chat-demo}',
    ])
    expect(call?.headers).toMatchObject({ 'dd-api-key': 'api-key', 'dd-application-key': 'app-key' })
  })

  it('costs fifty viewers as many calls as one', async () => {
    const rounds = async (viewers: number) => {
      api.calls.length = 0
      const looking = Array.from({ length: viewers }, () => look())
      await until(() => expect(looking.every(one => one.widget('6')?.data && one.widget('3')?.data)).toBe(true))
      for (let round = 0; round < 6; round++) await pass(10_000)
      const made = api.calls.map(call => call.path).sort()
      for (const one of open.splice(0)) one.close()
      await clock.advance(16_000)
      return made
    }
    const one = await rounds(1)
    const fifty = await rounds(50)
    const tally = (paths: string[]) => paths.filter(path => path.includes('/query/')).length
    expect(tally(one)).toBeGreaterThanOrEqual(12)
    expect(tally(fifty)).toBe(tally(one))
    expect(fifty.length).toBe(one.length)
  })

  it('that nobody looks at is not asked for', async () => {
    const viewer = look()
    await until(() => expect(viewer.widget('3')?.data).toBeTruthy())
    viewer.watched.close()
    await clock.advance(16_000)
    api.calls.length = 0
    await clock.advance(120_000)
    expect(api.calls).toEqual([])
  })

  it('tells charts by their new points', async () => {
    const viewer = look()
    await until(() => expect(viewer.widget('3')?.data).toBeTruthy())
    const kinds = new Set<string>()
    const hear = boards.watch('overview', '5m', deltas => {
      for (const delta of deltas) kinds.add(delta.kind)
    })
    open.push(hear)
    await pass(10_000)
    await until(() => expect(kinds).toContain('points'))
    expect(kinds).not.toContain('board')
    const data = viewer.widget('3')?.data
    expect(data?.kind === 'series' && data.times).toHaveLength(3)
  })

  it('is followed when somebody edits it in Datadog', async () => {
    const viewer = look()
    await until(() => expect(viewer.now().views).toHaveLength(4))
    api.on(`/dashboard/${OVERVIEW.id}`, () => ({ body: { ...OVERVIEW, widgets: OVERVIEW.widgets.slice(1, 2) } }))
    await clock.advance(61_000)
    await until(() => expect(viewer.now().views.map(view => view.kind)).toEqual(['note']))
    expect(viewer.now().widgets).toEqual({})
  })

  it('that does not exist says how to make it', async () => {
    const viewer = look('users')
    await until(() => expect(viewer.now().problem).toMatchObject({ kind: 'missing' }))
    expect(viewer.now().problem?.detail).toContain('npm run datadog -- apply')
  })
})

describe('what Datadog does not give', () => {
  it('takes one widget, with its reason: a product that the key may not read', async () => {
    api.on('/logs/events/search', () => ({ status: 403, body: { errors: ['Forbidden'] } }))
    const viewer = look()
    await until(() => expect(viewer.widget('6')?.problem).toBeTruthy())
    expect(viewer.widget('6')?.problem).toEqual({
      kind: 'forbidden',
      status: 403,
      detail: 'The application key lacks logs_read_data',
    })
    await until(() => expect(viewer.widget('3')).toMatchObject({ problem: null, data: { kind: 'series' } }))
    // Refused is refused: it is asked again each minute, and when somebody wants it.
    const before = api.count('/logs/events/search')
    await clock.advance(30_000)
    expect(api.count('/logs/events/search')).toBe(before)
    boards.again('overview')
    await until(() => expect(api.count('/logs/events/search')).toBe(before + 1))
  })

  it('takes one widget: a query that is wrong does not spoil the others of its body', async () => {
    api.on('/query/timeseries', call => {
      const attributes = attributesOf(call)
      if (attributes.queries.some(one => one.query?.includes('rabbitmq'))) {
        return { status: 400, body: { errors: ['unknown metric function'] } }
      }
      const times = [attributes.to - 10_000]
      const series = [{ group_tags: [], query_index: 0, unit: null }]
      return { body: { data: { attributes: { times, series, values: [[7]] } } } }
    })
    const viewer = look()
    await until(() =>
      expect(viewer.widget('3')?.problem).toMatchObject({ kind: 'invalid', detail: 'unknown metric function' }),
    )
    expect(viewer.widget('2')).toMatchObject({ problem: null, data: { kind: 'value', series: [{ values: [7] }] } })
    const before = api.count('/query/timeseries')
    await pass(10_000)
    await until(() => expect(api.count('/query/timeseries')).toBe(before + 1))
  })

  it('keeps the last numbers: no answer in time', async () => {
    boards.stop()
    boards = boardsWith(1_500)
    const viewer = look()
    await until(() => expect(viewer.widget('3')?.data).toBeTruthy())
    api.on('/query/timeseries', () => ({ never: true }))
    await clock.advance(10_000)
    await until(() =>
      expect(viewer.widget('3')?.problem).toMatchObject({ kind: 'timeout', detail: 'No answer within 1.5 s' }),
    )
    expect(viewer.widget('3')?.data).toMatchObject({ kind: 'series' })
    expect(viewer.widget('3')?.failingSince).toBeTruthy()
  })

  it('slows down as the announced limit asks, and says so', async () => {
    api.on('/query/timeseries', call => {
      const { to } = attributesOf(call)
      return {
        body: { data: { attributes: { times: [to], series: [{ group_tags: [], query_index: 0 }], values: [[1]] } } },
        headers: {
          'x-ratelimit-name': 'query',
          'x-ratelimit-limit': '100',
          'x-ratelimit-period': '3600',
          'x-ratelimit-remaining': '80',
          'x-ratelimit-reset': '1800',
        },
      }
    })
    const viewer = look()
    await until(() => expect(viewer.widget('3')?.limited).toBeTruthy())
    expect(viewer.widget('3')).toMatchObject({ everySeconds: 60, limited: { wasSeconds: 10 }, problem: null })
    const before = api.count('/query/timeseries')
    await clock.advance(45_000)
    expect(api.count('/query/timeseries')).toBe(before)
    await clock.advance(20_000)
    await until(() => expect(api.count('/query/timeseries')).toBe(before + 1))
  })

  it('is not asked for while the limit is used up', async () => {
    api.on('/query/timeseries', () => ({
      status: 429,
      body: { errors: ['Rate limit exceeded'] },
      headers: {
        'x-ratelimit-limit': '100',
        'x-ratelimit-period': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '40',
      },
    }))
    const viewer = look()
    await until(() => expect(viewer.widget('3')?.problem).toMatchObject({ kind: 'limited' }))
    expect(api.count('/query/timeseries')).toBe(1)
    await clock.advance(30_000)
    expect(api.count('/query/timeseries')).toBe(1)
    await clock.advance(40_000)
    await until(() => expect(api.count('/query/timeseries')).toBe(2))
  })

  it('says that Datadog is away, and shows the dashboard when it is back', async () => {
    api.on('/api/v1/dashboard', () => ({ status: 503, body: {} }))
    const viewer = look()
    await until(() => expect(viewer.now().problem).toMatchObject({ kind: 'failed', status: 503 }))
    api.on('/api/v1/dashboard', () => ({ body: { dashboards: [OVERVIEW] } }))
    await clock.advance(60_000)
    await until(() => expect(viewer.now()).toMatchObject({ problem: null, loaded: true }))
  })
})

describe('monitors', () => {
  it('are asked for once, while somebody is there', async () => {
    const leave = [boards.watchMonitors(), boards.watchMonitors()]
    await until(() => expect(boards.monitors().rows).toMatchObject([{ id: '42', state: 'OK' }]))
    expect(api.count('/api/v1/monitor')).toBe(1)
    expect(api.calls[0]?.query.get('monitor_tags')).toBe('managed_by:datadog-chatbot-demo,installation:chat-demo')
    api.on('/api/v1/monitor', () => ({ body: [{ ...MONITOR, overall_state: 'Alert' }] }))
    await clock.advance(10_000)
    await until(() => expect(boards.monitors().rows[0]?.state).toBe('Alert'))
    expect(changes).toBeGreaterThan(1)
    for (const one of leave) one()
    await clock.advance(16_000)
    const before = api.calls.length
    await clock.advance(60_000)
    expect(api.calls.length).toBe(before)
  })
})

describe('reading a dashboard once', () => {
  it('waits until everything is asked', async () => {
    const reading = boards.read('overview', '5m')
    await until(() => expect(api.count('/query/timeseries')).toBe(1))
    await until(() => expect(api.count('/logs/events/search')).toBe(1))
    await clock.advance(1_000)
    const state = await Promise.race([reading, clock.advance(12_000).then(() => reading)])
    expect(Object.values(state.widgets).map(one => one.asked)).toEqual([true, true, true])
  })
})
