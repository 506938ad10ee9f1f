import { type Ask, LIST_SOURCES, type MetricAsk } from './asks.ts'
import { type Dashboard, type Drawn, drawn, type Query, type Request, type TemplateVariable } from './definition.ts'
import type { FormulaView, LinkTarget, Place, WidgetView } from './model.ts'
import { fillQuery, fillTemplate } from './template.ts'
import { axisOf, formulasOf, formulaView, graphOf, liveSpanMs, lookOf, markerOf } from './views.ts'

/** What a widget asks for; its answers come in the same order. */
export interface WidgetPlan {
  id: string
  view: WidgetView
  asks: Ask[]
  /** The definition's own, with template variables filled: for names and colours. */
  requests: Request[]
}

export interface DashboardPlan {
  views: WidgetView[]
  plans: WidgetPlan[]
}

export interface PlanContext {
  spanMs: number
  /** Tag of the monitors of this installation. */
  monitorTag: string
  /** What is known of a monitor that a widget shows; its query is drawn. */
  monitor: (id: string) => { name: string; query: string } | null
}

const LIST_ROWS = 30

/** What is drawn of a dashboard, and what has to be asked for it. */
export function planDashboard(dashboard: Dashboard, context: PlanContext): DashboardPlan {
  const plans: WidgetPlan[] = []
  const variables = dashboard.template_variables ?? []
  const path = dashboard.url ?? `/dashboard/${dashboard.id}`

  const one = (widget: Dashboard['widgets'][number], fallback: string): WidgetView => {
    const { definition, layout } = widget
    const id = String(widget.id ?? fallback)
    const view = emptyView(id, definition.title ?? '', layout ?? null, {
      to: 'dashboard',
      path,
      widgetId: widget.id === null || widget.id === undefined ? null : String(widget.id),
    })
    if (definition.type === 'group' && 'widgets' in definition && Array.isArray(definition.widgets)) {
      view.kind = 'group'
      view.children = definition.widgets.map((child, index) => one(child, `${id}.${index}`))
      return view
    }
    const parsed = drawn.safeParse(definition)
    if (!parsed.success) {
      view.text = `Datadog draws this one (${definition.type.replaceAll('_', ' ')}).`
      return view
    }
    const plan = planWidget(view, parsed.data, variables, context)
    if (plan) plans.push(plan)
    return view
  }

  return { views: dashboard.widgets.map((widget, index) => one(widget, String(index))), plans }
}

function emptyView(id: string, title: string, layout: Place | null, link: LinkTarget): WidgetView {
  return {
    id,
    kind: 'link',
    title,
    place: layout && { x: layout.x, y: layout.y, width: layout.width, height: layout.height },
    link,
    ownSpan: null,
    ownSpanMs: null,
    looks: [],
    axis: { min: null, max: null, label: null },
    rightAxis: null,
    markers: [],
    formulas: [],
    precision: null,
    background: null,
    columns: [],
    text: null,
    children: [],
  }
}

/** Fills the view, and says what to ask; null for what asks nothing. */
function planWidget(
  view: WidgetView,
  widget: Drawn,
  variables: TemplateVariable[],
  context: PlanContext,
): WidgetPlan | null {
  const spanMs = liveSpanMs(widget.time?.live_span) ?? context.spanMs
  view.kind = widget.type
  view.ownSpan = spanMs === context.spanMs ? null : (widget.time?.live_span ?? null)
  view.ownSpanMs = spanMs === context.spanMs ? null : spanMs
  const search = (words: string) => fillTemplate(words, variables, 'search')
  const filled = (requests: Request[]) =>
    requests.map(request => ({ ...request, queries: fillQuery(request.queries, variables) }))
  const plan = (asks: Ask[], requests: Request[] = []): WidgetPlan => ({ id: view.id, view, asks, requests })

  switch (widget.type) {
    case 'note':
      view.text = widget.content
      return null
    case 'timeseries': {
      const requests = filled(widget.requests)
      view.looks = requests.map(lookOf)
      view.formulas = requests.flatMap(request => formulasOf(request).map(one => formulaView(one, request)))
      view.axis = axisOf(widget.yaxis)
      view.rightAxis = view.looks.some(look => look.right) ? axisOf(widget.right_yaxis) : null
      view.markers = (widget.markers ?? []).map(markerOf).filter(marker => marker !== null)
      return plan(
        requests.map(request => metricAsk('timeseries', spanMs, request)),
        requests,
      )
    }
    case 'query_value': {
      const [request] = filled(widget.requests)
      if (!request) return null
      const [formula] = formulasOf(request)
      const background = widget.timeseries_background?.type
      view.formulas = formula ? [formulaView(formula, request, widget.custom_unit ?? null)] : []
      view.precision = widget.precision ?? null
      view.background = background ? (background === 'bars' ? 'bars' : 'area') : null
      view.looks = [{ ...lookOf(request), display: view.background ?? 'line' }]
      const asks: Ask[] = [metricAsk('scalar', spanMs, request)]
      if (view.background) asks.push(metricAsk('timeseries', spanMs, request))
      return plan(asks, [request])
    }
    case 'toplist':
    case 'query_table': {
      const requests = filled(widget.requests)
      view.formulas = requests.flatMap(request => formulasOf(request).map(one => formulaView(one, request)))
      return plan(
        requests.map(request => metricAsk('scalar', spanMs, request)),
        requests,
      )
    }
    case 'list_stream': {
      const [request] = widget.requests
      const kind = LIST_SOURCES[request?.query.data_source as keyof typeof LIST_SOURCES]
      if (!request || !kind) {
        view.kind = 'link'
        view.text = `Datadog draws this one (${request?.query.data_source.replaceAll('_', ' ')}).`
        return null
      }
      const query = search(request.query.query_string ?? '')
      view.columns = (request.columns ?? []).map(column => column.field)
      view.link = { to: kind === 'spans' ? 'traces' : kind, query }
      const indexes = request.query.indexes ?? []
      // A page of five minutes may have no warning in them, and still wants to show the last ones.
      return plan([{ kind, query, indexes, spanMs: Math.max(spanMs, 3_600_000), limit: LIST_ROWS }])
    }
    case 'manage_status': {
      const query = search(widget.query)
      view.link = { to: 'monitors', query }
      return plan([{ kind: 'monitor-search', query }])
    }
    case 'slo_list': {
      const [request] = widget.requests
      const query = search(request?.query.query_string ?? '')
      view.link = { to: 'slos', query }
      return plan([{ kind: 'slo-search', query, limit: request?.query.limit ?? 20 }])
    }
    case 'slo': {
      if (!widget.slo_id) return null
      view.link = { to: 'slo', id: widget.slo_id }
      const window = widget.time_windows?.find(words => /^\d+d$/.test(words)) ?? '7d'
      return plan([{ kind: 'slo', id: widget.slo_id, window }])
    }
    case 'check_status':
      view.text = widget.check
      return plan([{ kind: 'monitor-list', tag: context.monitorTag }])
    case 'alert_graph':
    case 'alert_value':
      return planAlert(view, widget, spanMs, context, plan)
  }
}

function planAlert(
  view: WidgetView,
  widget: Extract<Drawn, { type: 'alert_graph' | 'alert_value' }>,
  spanMs: number,
  context: PlanContext,
  plan: (asks: Ask[], requests?: Request[]) => WidgetPlan,
): WidgetPlan | null {
  const monitor = context.monitor(widget.alert_id)
  view.link = { to: 'monitor', id: widget.alert_id }
  view.title ||= monitor?.name ?? ''
  const graph = monitor && graphOf(monitor.query)
  if (!graph) {
    view.kind = 'link'
    view.text = monitor ? 'Datadog draws this kind of monitor.' : null
    return null
  }
  const request: Request = {
    queries: [{ name: 'monitor', data_source: 'metrics', query: graph.query, aggregator: 'last' }],
  }
  const formats =
    graph.threshold === null ? [] : [{ comparator: '>' as const, value: graph.threshold, palette: 'white_on_red' }]
  view.formulas = [{ name: view.title, unit: null, label: null, formats, cell: 'number' } satisfies FormulaView]
  if (widget.type === 'alert_value') {
    view.precision = widget.precision ?? null
    return plan([metricAsk('scalar', spanMs, request)], [request])
  }
  view.looks = [lookOf(request)]
  if (graph.threshold !== null) {
    view.markers = [{ low: null, value: graph.threshold, tone: 'bad', label: null, dashed: true }]
  }
  return plan([metricAsk('timeseries', spanMs, request)], [request])
}

/** The query API takes the queries of widgets as they are; `aggregator` is for scalars only. */
function metricAsk(kind: MetricAsk['kind'], spanMs: number, request: Request): MetricAsk {
  const queries = request.queries.map(query => {
    if (kind === 'scalar') return query.data_source === 'metrics' ? { aggregator: 'avg', ...query } : query
    const { aggregator: _, ...rest } = query
    return rest as Query
  })
  return { kind, spanMs, queries, formulas: formulasOf(request).map(({ formula }) => formula) }
}
