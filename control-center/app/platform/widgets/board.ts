import type { Cancel, Clock } from '@chat-demo/engine'
import type { Ask, DashboardAsk } from './asks.ts'
import { askKey } from './asks.ts'
import { boardDeltas } from './board-diff.ts'
import type { Dashboard } from './definition.ts'
import { dashboardKey, monitorTags, withoutMarks } from './marker.ts'
import type { BoardDelta, BoardState, Span, WidgetProblem, WidgetState } from './model.ts'
import { type DashboardPlan, planDashboard } from './plan.ts'
import type { Scheduler } from './scheduler.ts'
import { widgetState } from './shape.ts'

/** What happens within this time reaches viewers together. */
const TOGETHER_MS = 200

export const SPAN_MS: Record<Span, number> = { '5m': 300_000, '15m': 900_000, '1h': 3_600_000, '4h': 14_400_000 }

export interface BoardOptions {
  dashboard: string
  span: Span
  /** DD_ENV of the installation whose dashboards and monitors are shown. */
  env: string
  scheduler: Scheduler
  clock: Clock
}

/** One dashboard at one time range, for all who look at it: finds it, asks for its widgets, tells what changes. */
export class Board {
  readonly #options: BoardOptions
  readonly #viewers = new Set<(deltas: BoardDelta[]) => void>()
  readonly #monitorList: Ask
  /** What is asked to know the dashboard itself, and what its widgets ask. */
  #finding: Cancel
  #getting: { ask: DashboardAsk; release: Cancel } | null = null
  #widgets: Cancel = () => undefined
  #plan: DashboardPlan = { views: [], plans: [] }
  #planned = ''
  #dashboard: Dashboard | null = null
  #keys: ReadonlySet<string> = new Set()
  #shaped = new Map<string, { versions: string; state: WidgetState }>()
  #state: BoardState
  #soon: Cancel | null = null

  constructor(options: BoardOptions) {
    this.#options = options
    this.#monitorList = { kind: 'monitor-list', tag: monitorTags(options.env) }
    this.#finding = options.scheduler.want([LIST])
    this.#state = this.#compose()
    this.#update()
  }

  get viewers(): number {
    return this.#viewers.size
  }

  snapshot(): BoardState {
    return this.#state
  }

  subscribe(viewer: (deltas: BoardDelta[]) => void): Cancel {
    this.#viewers.add(viewer)
    return () => this.#viewers.delete(viewer)
  }

  /** Answers to these have come. */
  heard(keys: ReadonlySet<string>): void {
    const own = this.#getting && keys.has(askKey(this.#getting.ask))
    if (!own && !keys.has(askKey(LIST)) && ![...keys].some(key => this.#keys.has(key))) return
    this.#soon ??= this.#options.clock.after(TOGETHER_MS, () => {
      this.#soon = null
      this.#update()
    })
  }

  /** A person wants to know now whether what failed still does. */
  again(): void {
    const asks = this.#plan.plans.flatMap(plan => plan.asks)
    this.#options.scheduler.again([LIST, ...(this.#getting ? [this.#getting.ask] : []), ...asks])
  }

  close(): void {
    this.#finding()
    this.#getting?.release()
    this.#widgets()
    this.#soon?.()
    this.#viewers.clear()
  }

  #update(): void {
    this.#find()
    this.#get()
    const next = this.#compose()
    const deltas = boardDeltas(this.#state, next)
    this.#state = next
    if (deltas.length > 0) for (const viewer of this.#viewers) viewer(deltas)
  }

  /** Which of the account's dashboards it is. */
  #find(): void {
    const { scheduler, env, dashboard } = this.#options
    const { answer } = scheduler.state(LIST)
    if (answer?.kind !== 'dashboard-list') return
    const id = answer.value.find(one => dashboardKey(one.description, env) === dashboard)?.id
    if (id === this.#getting?.ask.id) return
    this.#getting?.release()
    const ask: DashboardAsk | null = id === undefined ? null : { kind: 'dashboard', id }
    this.#getting = ask && { ask, release: scheduler.want([ask]) }
  }

  /** What it shows, and what that asks; planned anew when somebody has edited it. */
  #get(): void {
    const { scheduler, span } = this.#options
    const { answer } = this.#getting ? scheduler.state(this.#getting.ask) : { answer: null }
    if (answer?.kind !== 'dashboard') return
    this.#dashboard = answer.value
    const plan = planDashboard(answer.value, {
      spanMs: SPAN_MS[span],
      monitorTag: monitorTags(this.#options.env),
      monitor: id => this.#monitor(id),
    })
    const asks = plan.plans.flatMap(one => one.asks)
    // Alerts are drawn by the query of their monitor, which the list of monitors knows.
    if (JSON.stringify(answer.value.widgets).includes('"alert_')) asks.push(this.#monitorList)
    const planned = JSON.stringify([plan.views, asks])
    if (planned === this.#planned) return
    this.#planned = planned
    this.#plan = plan
    this.#shaped = new Map()
    this.#keys = new Set(asks.map(askKey))
    const release = this.#widgets
    this.#widgets = scheduler.want(asks)
    release()
  }

  #monitor(id: string): { name: string; query: string } | null {
    const { answer } = this.#options.scheduler.state(this.#monitorList)
    if (answer?.kind !== 'monitor-list') return null
    return answer.value.find(monitor => String(monitor.id) === id) ?? null
  }

  #compose(): BoardState {
    const { dashboard, span } = this.#options
    const widgets: Record<string, WidgetState> = {}
    for (const plan of this.#plan.plans) widgets[plan.id] = this.#shape(plan)
    return {
      dashboard,
      title: this.#dashboard?.title ?? '',
      description: withoutMarks(this.#dashboard?.description),
      path: this.#dashboard ? (this.#dashboard.url ?? `/dashboard/${this.#dashboard.id}`) : null,
      span,
      views: this.#plan.views,
      widgets,
      problem: this.#problem(),
      loaded: this.#dashboard !== null,
    }
  }

  /** A widget is only shaped again when one of its answers is another. */
  #shape(plan: DashboardPlan['plans'][number]): WidgetState {
    const { scheduler } = this.#options
    const states = plan.asks.map(ask => scheduler.state(ask))
    const pacing = scheduler.pacing(plan.asks.at(-1)?.kind ?? 'timeseries')
    const versions = JSON.stringify([states.map(state => state.version), pacing])
    const known = this.#shaped.get(plan.id)
    if (known?.versions === versions) return known.state
    const state = widgetState(plan, states, pacing)
    this.#shaped.set(plan.id, { versions, state })
    return state
  }

  /** Why the dashboard itself is not known, or not as it is now. */
  #problem(): WidgetProblem | null {
    const { scheduler, dashboard } = this.#options
    const list = scheduler.state(LIST)
    if (list.problem) return list.problem
    if (list.answer && !this.#getting) {
      const detail = `There is no dashboard of this installation called ${dashboard}. It is made with npm run datadog -- apply`
      return { kind: 'missing', status: null, detail }
    }
    return this.#getting ? scheduler.state(this.#getting.ask).problem : null
  }
}

const LIST: Ask = { kind: 'dashboard-list' }
