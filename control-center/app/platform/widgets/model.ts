/** What a dashboard page shows: shapes that the server makes of Datadog's answers and that browsers draw. */

export type WidgetKind =
  | 'timeseries'
  | 'query_value'
  | 'toplist'
  | 'query_table'
  | 'note'
  | 'group'
  | 'alert_graph'
  | 'alert_value'
  | 'manage_status'
  | 'slo'
  | 'slo_list'
  | 'check_status'
  | 'list_stream'
  | 'link'

/** Whose a series is: gives the colour. */
export type Owner =
  | 'browser'
  | 'frontend'
  | 'backend'
  | 'worker'
  | 'rabbitmq'
  | 'postgres'
  | 'model'
  | 'airflow'
  | 'ink'

/** As Datadog gives it: `second` of the family `time`, 1 of its base unit. */
export interface Unit {
  family: string
  name: string
  /** `s`, `B`; null when the name stands for itself. */
  short: string | null
  /** How many of the family's base unit (second, byte, dollar …) one of it is. */
  scale: number
}

/** What is measured, and per what: `[byte, second]`. Null where there is none. */
export type UnitPair = [Unit | null, Unit | null] | null

export interface ConditionalFormat {
  comparator: '>' | '>=' | '<' | '<='
  value: number
  palette: string
}

/** How one formula of a request is written. */
export interface FormulaView {
  name: string
  unit: UnitPair
  /** Free text in place of a unit. */
  label: string | null
  formats: ConditionalFormat[]
  cell: 'number' | 'bar'
}

export interface SeriesLook {
  display: 'line' | 'bars' | 'area'
  dash: 'solid' | 'dashed' | 'dotted'
  width: 'normal' | 'thin' | 'thick'
  right: boolean
}

export interface AxisView {
  min: number | null
  max: number | null
  label: string | null
}

/** A horizontal line (`low` null) or band of a chart. */
export interface Marker {
  low: number | null
  value: number
  tone: 'bad' | 'warn' | 'ok' | 'info'
  label: string | null
  dashed: boolean
}

/** What in Datadog shows the same; `features/widgets/links.ts` makes an address of it. */
export type LinkTarget =
  | { to: 'dashboard'; path: string; widgetId: string | null }
  | { to: 'monitor'; id: string }
  | { to: 'monitors' | 'dashboards' | 'pods'; query: string }
  | { to: 'slo'; id: string }
  | { to: 'slos'; query: string }
  | { to: 'logs' | 'traces' | 'rum' | 'llm' | 'events'; query: string }
  | { to: 'trace' | 'llm-trace'; id: string }
  | { to: 'streams' }
  | { to: 'database'; page: 'queries' | 'samples'; query: string }

export interface Place {
  x: number
  y: number
  width: number
  height: number
}

/** One widget as it is drawn, without its numbers. */
export interface WidgetView {
  id: string
  kind: WidgetKind
  title: string
  place: Place | null
  link: LinkTarget | null
  /** The span of its own, in words and in milliseconds; null when it follows the page. */
  ownSpan: string | null
  ownSpanMs: number | null
  /** Looks of each request, by its index: for charts. */
  looks: SeriesLook[]
  axis: AxisView
  rightAxis: AxisView | null
  markers: Marker[]
  /** By request, then by formula: for values, lists and tables. */
  formulas: FormulaView[]
  precision: number | null
  background: 'area' | 'bars' | 'line' | null
  /** Fields of a list, in their order. */
  columns: string[]
  /** Markdown of a note; why a widget is only a link. */
  text: string | null
  children: WidgetView[]
}

export interface SeriesData {
  key: string
  name: string
  owner: Owner
  /** Index in `looks`. */
  request: number
  unit: UnitPair
  values: (number | null)[]
}

export interface ListRow {
  id: string
  /** ISO time. */
  at: string
  /** `error`, `warn`, `ok`, `info`: how it went, where the list says it. */
  status: string | null
  /** A word for it in place of the status: `OOMKilled`. */
  label: string | null
  /** By the column's name; numbers where they are durations (seconds) or counts. */
  cells: Record<string, string | number | null>
  link: LinkTarget | null
}

export type MonitorState = 'Alert' | 'Warn' | 'No Data' | 'OK' | 'Ignored' | 'Skipped' | 'Unknown'

export interface MonitorRow {
  id: string
  name: string
  state: MonitorState
  /** ISO time since when it has its state; null when Datadog does not say. */
  since: string | null
  type: string
  query: string
  message: string
  tags: string[]
  priority: number | null
  /** Groups that are not OK, at most ten. */
  groups: { name: string; state: MonitorState }[]
}

export interface SloRow {
  id: string
  name: string
  /** `7 d`. */
  window: string
  /** Percent; null before there was traffic. */
  now: number | null
  target: number | null
  /** Percent of the error budget that is left; may be negative. */
  budget: number | null
  state: 'ok' | 'warning' | 'breached' | 'no_data'
}

export type WidgetData =
  | { kind: 'series'; times: number[]; series: SeriesData[]; stepMs: number }
  | { kind: 'value'; value: number | null; unit: UnitPair; times: number[]; series: SeriesData[]; stepMs: number }
  | {
      kind: 'rows'
      groups: string[]
      units: UnitPair[]
      rows: { groups: string[]; owner: Owner; values: (number | null)[] }[]
    }
  | { kind: 'list'; rows: ListRow[] }
  | { kind: 'monitors'; rows: { id: string; name: string; state: MonitorState; since: string | null }[] }
  | { kind: 'slos'; rows: SloRow[] }
  | { kind: 'checks'; rows: { name: string; state: MonitorState; since: string | null }[]; from: string | null }

export interface WidgetProblem {
  kind: 'forbidden' | 'limited' | 'timeout' | 'unreachable' | 'missing' | 'invalid' | 'failed'
  /** HTTP status; null when there was no answer. */
  status: number | null
  detail: string
}

/** What is known of one widget's numbers. The last good ones stay beside a problem. */
export interface WidgetState {
  /** False before the first answer. */
  asked: boolean
  data: WidgetData | null
  problem: WidgetProblem | null
  /** ISO time of the newest point; null without one, and for what has no points. */
  newestAt: string | null
  /** ISO time since when no good answer has come; null while they come. */
  failingSince: string | null
  /** Has points only while something happens: their age says nothing. */
  sparse: boolean
  everySeconds: number
  /** While the rate limit slows it down. */
  limited: { wasSeconds: number; until: string | null } | null
}

export interface BoardState {
  dashboard: string
  title: string
  description: string | null
  /** Path within Datadog's application; null before it is known. */
  path: string | null
  span: Span
  views: WidgetView[]
  widgets: Record<string, WidgetState>
  /** Why the dashboard itself could not be read. */
  problem: WidgetProblem | null
  loaded: boolean
}

export type BoardDelta =
  | { kind: 'board'; value: Omit<BoardState, 'widgets'> }
  | { kind: 'widget'; id: string; value: WidgetState }
  /** Of the points that are known from `from` on, the first `keep` stay; then come those that are new or changed. */
  | {
      kind: 'points'
      id: string
      value: WidgetState
      from: number
      keep: number
      times: number[]
      values: (number | null)[][]
    }
  | { kind: 'gone'; ids: string[] }

/** Time ranges that a page offers. */
export const SPANS = ['5m', '15m', '1h', '4h'] as const
export type Span = (typeof SPANS)[number]

export interface MonitorsState {
  rows: MonitorRow[]
  problem: WidgetProblem | null
  asked: boolean
  everySeconds: number
}
