import { z } from 'zod'

/**
 * Datadog's dashboard JSON, as far as it is drawn. Objects are loose: what is not named here is left alone, and a
 * widget of another type is kept as a link.
 */

const text = z.string()
const number = z.number()

const templateVariable = z.looseObject({
  name: text,
  prefix: text.nullish(),
  default: text.nullish(),
  defaults: z.array(text).nullish(),
})

const unit = z
  .looseObject({
    type: text.nullish(),
    unit_name: text.nullish(),
    per_unit_name: text.nullish(),
    label: text.nullish(),
  })
  .nullish()

const conditionalFormat = z.looseObject({ comparator: z.enum(['>', '>=', '<', '<=']), value: number, palette: text })

const formula = z.looseObject({
  formula: text,
  alias: text.nullish(),
  limit: z.looseObject({ count: number.nullish(), order: z.enum(['asc', 'desc']).nullish() }).nullish(),
  number_format: z.looseObject({ unit }).nullish(),
  conditional_formats: z.array(conditionalFormat).nullish(),
  cell_display_mode: text.nullish(),
})

/** The query objects of widgets are those of the query API; what names them is all that matters here. */
const query = z.looseObject({ name: text, data_source: text })

const sortBy = z.looseObject({
  count: number.nullish(),
  order_by: z
    .array(
      z.union([
        z.looseObject({ type: z.literal('formula'), index: number, order: z.enum(['asc', 'desc']) }),
        z.looseObject({ type: z.literal('group'), name: text, order: z.enum(['asc', 'desc']) }),
      ]),
    )
    .nullish(),
})

const request = z.looseObject({
  queries: z.array(query).min(1),
  formulas: z.array(formula).nullish(),
  response_format: text.nullish(),
  display_type: text.nullish(),
  style: z.looseObject({ line_type: text.nullish(), line_width: text.nullish() }).nullish(),
  on_right_yaxis: z.boolean().nullish(),
  conditional_formats: z.array(conditionalFormat).nullish(),
  sort: sortBy.nullish(),
})

const axis = z.looseObject({ min: text.nullish(), max: text.nullish(), label: text.nullish() }).nullish()
const base = { title: text.nullish(), time: z.looseObject({ live_span: text.nullish() }).nullish() }
const requests = z.array(request).min(1)

const listColumn = z.looseObject({ field: text })
const listRequest = z.looseObject({
  columns: z.array(listColumn).nullish(),
  query: z.looseObject({
    data_source: text,
    query_string: text.nullish(),
    indexes: z.array(text).nullish(),
    sort: z.looseObject({ column: text, order: z.enum(['asc', 'desc']) }).nullish(),
  }),
})

/** Widgets that are drawn, without groups. */
export const drawn = z.discriminatedUnion('type', [
  z.looseObject({
    ...base,
    type: z.literal('timeseries'),
    requests,
    yaxis: axis,
    right_yaxis: axis,
    markers: z.array(z.looseObject({ value: text, display_type: text.nullish(), label: text.nullish() })).nullish(),
  }),
  z.looseObject({
    ...base,
    type: z.literal('query_value'),
    requests,
    precision: number.nullish(),
    custom_unit: text.nullish(),
    timeseries_background: z.looseObject({ type: text }).nullish(),
  }),
  z.looseObject({ ...base, type: z.literal('toplist'), requests }),
  z.looseObject({ ...base, type: z.literal('query_table'), requests }),
  z.looseObject({ ...base, type: z.literal('note'), content: text }),
  z.looseObject({ ...base, type: z.literal('alert_graph'), alert_id: text, viz_type: text.nullish() }),
  z.looseObject({
    ...base,
    type: z.literal('alert_value'),
    alert_id: text,
    precision: number.nullish(),
    unit: text.nullish(),
  }),
  z.looseObject({ ...base, type: z.literal('manage_status'), query: text, sort: text.nullish() }),
  z.looseObject({ ...base, type: z.literal('slo'), slo_id: text.nullish(), time_windows: z.array(text).nullish() }),
  z.looseObject({
    ...base,
    type: z.literal('slo_list'),
    requests: z.array(z.looseObject({ query: z.looseObject({ query_string: text, limit: number.nullish() }) })).min(1),
  }),
  z.looseObject({
    ...base,
    type: z.literal('check_status'),
    check: text,
    group_by: z.array(text).nullish(),
    tags: z.array(text).nullish(),
  }),
  z.looseObject({ ...base, type: z.literal('list_stream'), requests: z.array(listRequest).min(1) }),
])

const place = z.looseObject({ x: number, y: number, width: number, height: number }).nullish()
const anyDefinition = z.looseObject({ type: text, title: text.nullish() })

const leaf = z.looseObject({ id: z.union([number, text]).nullish(), layout: place, definition: anyDefinition })
const group = z.looseObject({
  id: z.union([number, text]).nullish(),
  layout: place,
  definition: z.looseObject({
    type: z.literal('group'),
    title: text.nullish(),
    show_title: z.boolean().nullish(),
    widgets: z.array(leaf),
  }),
})

/** `GET /api/v1/dashboard/{id}`. */
export const dashboardSchema = z.looseObject({
  id: text,
  title: text,
  description: text.nullish(),
  url: text.nullish(),
  template_variables: z.array(templateVariable).nullish(),
  widgets: z.array(z.union([group, leaf])),
})

/** `GET /api/v1/dashboard`. */
export const dashboardListSchema = z.looseObject({
  dashboards: z.array(z.looseObject({ id: text, title: text.nullish(), description: text.nullish() })),
})

export type Dashboard = z.infer<typeof dashboardSchema>
export type Drawn = z.infer<typeof drawn>
export type Request = z.infer<typeof request>
export type Query = z.infer<typeof query>
export type Formula = z.infer<typeof formula>
export type TemplateVariable = z.infer<typeof templateVariable>
