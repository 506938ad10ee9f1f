import type { Cancel, Clock } from '@chat-demo/engine'
import type { DatadogClient } from '../datadog/client.ts'
import { type Ask, askKey, WANTED_MS } from './asks.ts'
import { Board } from './board.ts'
import { monitorRows } from './judged-data.ts'
import { monitorTags } from './marker.ts'
import type { BoardDelta, BoardState, MonitorsState, Span } from './model.ts'
import { Scheduler } from './scheduler.ts'

/** A dashboard is still asked for this long after the last who looked: going to another page and back is cheap. */
const LINGER_MS = 15_000
/** How long a caller waits for a dashboard that nobody looks at. */
const ANSWER_WITHIN_MS = 12_000

export interface BoardsOptions {
  client: DatadogClient
  env: string
  clock: Clock
  /** Something that all viewers see has changed: the monitors. */
  onChange: () => void
}

export interface WatchedBoard {
  snapshot(): BoardState
  close: Cancel
}

/** What the pages and the API know of Datadog's dashboards and monitors. */
export class Boards {
  readonly #options: BoardsOptions
  readonly #scheduler: Scheduler
  readonly #boards = new Map<string, { board: Board; linger: Cancel | null }>()
  readonly #monitorList: Ask
  readonly #heardOfMonitors = new Set<() => void>()
  #monitorViewers = 0
  #monitorsWanted: Cancel | null = null
  #monitorsLinger: Cancel | null = null
  #monitors: { version: number; state: MonitorsState } | null = null

  constructor(options: BoardsOptions) {
    this.#options = options
    this.#monitorList = { kind: 'monitor-list', tag: monitorTags(options.env) }
    this.#scheduler = new Scheduler(options.client, options.clock, keys => {
      for (const { board } of this.#boards.values()) board.heard(keys)
      if (!keys.has(askKey(this.#monitorList))) return
      options.onChange()
      for (const heard of this.#heardOfMonitors) heard()
    })
  }

  /** Looks at a dashboard; `onDeltas` hears what changes after the snapshot. */
  watch(dashboard: string, span: Span, onDeltas: (deltas: BoardDelta[]) => void): WatchedBoard {
    const key = `${dashboard} ${span}`
    const known = this.#boards.get(key)
    const { scheduler, clock, env } = { scheduler: this.#scheduler, ...this.#options }
    const entry = known ?? { board: new Board({ dashboard, span, env, scheduler, clock }), linger: null }
    this.#boards.set(key, entry)
    entry.linger?.()
    entry.linger = null
    const unsubscribe = entry.board.subscribe(onDeltas)
    let closed = false
    return {
      snapshot: () => entry.board.snapshot(),
      close: () => {
        if (closed) return
        closed = true
        unsubscribe()
        if (entry.board.viewers > 0) return
        entry.linger = clock.after(LINGER_MS, () => {
          this.#boards.delete(key)
          entry.board.close()
        })
      },
    }
  }

  /** The dashboard once everything of it has been asked, or as it is after a while. */
  read(dashboard: string, span: Span): Promise<BoardState> {
    return new Promise(resolve => {
      const done = () => {
        cancel()
        resolve(watched.snapshot())
        watched.close()
      }
      const watched = this.watch(dashboard, span, () => {
        if (isComplete(watched.snapshot())) done()
      })
      const cancel = this.#options.clock.after(isComplete(watched.snapshot()) ? 0 : ANSWER_WITHIN_MS, done)
    })
  }

  /** Asks again for what failed on the dashboards of this name that somebody looks at. */
  again(dashboard: string): void {
    for (const [key, { board }] of this.#boards) if (key.startsWith(`${dashboard} `)) board.again()
  }

  /** Somebody is there who wants to hear of monitors. */
  watchMonitors(): Cancel {
    this.#monitorViewers++
    this.#monitorsLinger?.()
    this.#monitorsLinger = null
    this.#monitorsWanted ??= this.#scheduler.want([this.#monitorList])
    let closed = false
    return () => {
      if (closed) return
      closed = true
      this.#monitorViewers--
      if (this.#monitorViewers > 0) return
      this.#monitorsLinger = this.#options.clock.after(LINGER_MS, () => {
        this.#monitorsWanted?.()
        this.#monitorsWanted = null
      })
    }
  }

  /** The monitors for somebody who does not stay: asked now, or as they are after a while. */
  async readMonitors(): Promise<MonitorsState> {
    const leave = this.watchMonitors()
    try {
      await new Promise<void>(resolve => {
        const done = () => {
          cancel()
          this.#heardOfMonitors.delete(heard)
          resolve()
        }
        const heard = () => {
          if (this.monitors().asked) done()
        }
        this.#heardOfMonitors.add(heard)
        const cancel = this.#options.clock.after(this.monitors().asked ? 0 : ANSWER_WITHIN_MS, done)
      })
      return this.monitors()
    } finally {
      leave()
    }
  }

  monitors(): MonitorsState {
    const { answer, problem, version } = this.#scheduler.state(this.#monitorList)
    const everySeconds = this.#scheduler.pacing('monitor-list').everyMs / 1000
    if (this.#monitors?.version === version && this.#monitors.state.everySeconds === everySeconds) {
      return this.#monitors.state
    }
    const rows = answer?.kind === 'monitor-list' ? monitorRows(answer.value) : []
    const state = { rows, problem, asked: answer !== null || problem !== null, everySeconds }
    this.#monitors = { version, state }
    return state
  }

  stop(): void {
    this.#scheduler.stop()
    for (const { board, linger } of this.#boards.values()) {
      linger?.()
      board.close()
    }
    this.#monitorsLinger?.()
  }
}

/** Without an account there are no monitors, and nothing asks for them. */
export const NO_MONITORS: MonitorsState = {
  rows: [],
  problem: null,
  asked: false,
  everySeconds: WANTED_MS['monitor-list'] / 1000,
}

const isComplete = (state: BoardState): boolean =>
  (state.loaded && Object.values(state.widgets).every(widget => widget.asked)) ||
  (!state.loaded && state.problem !== null)
