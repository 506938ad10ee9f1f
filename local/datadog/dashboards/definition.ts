import { z } from 'zod'
import { ApiError } from '../api/context.ts'
import { parseBody } from '../objects/body.ts'
import { widgetId } from '../objects/fields.ts'
import type { DashboardDocument, Widget } from './documents.ts'
import { WIDGET_FIELDS } from './widget-fields.ts'

const layout = z.looseObject({
  x: z.int().min(0),
  y: z.int().min(0),
  width: z.int().min(0),
  height: z.int().min(0),
})

const templateVariable = z
  .looseObject({
    name: z.string(),
    default: z.string().nullish(),
    defaults: z.array(z.string()).min(1, 'wanted is at least one value').optional(),
  })
  .refine(each => each.default == null || each.defaults === undefined, 'wanted is only one of default and defaults')

const dashboardSchema = z.looseObject({
  title: z.string().min(1, 'wanted is a title'),
  layout_type: z.enum(['ordered', 'free']),
  reflow_type: z.enum(['auto', 'fixed']).optional(),
  description: z.string().nullish(),
  widgets: z.array(
    z.looseObject({
      id: z.number().optional(),
      definition: z.looseObject({ type: z.string() }),
      layout: layout.optional(),
    }),
  ),
  tags: z.array(z.string()).max(5, 'at most 5 tags').nullish(),
  template_variables: z.array(templateVariable).nullish(),
  template_variable_presets: z.array(z.looseObject({ name: z.string().optional() })).nullish(),
  notify_list: z.array(z.string()).nullish(),
})

type Dashboard = z.output<typeof dashboardSchema>
type GivenWidget = Dashboard['widgets'][number]

/** Fields that the server sets, whatever is sent. */
const SERVER_FIELDS = [
  'id',
  'url',
  'author_handle',
  'author_name',
  'created_at',
  'modified_at',
  'is_read_only',
  'deleted_at',
]
const KNOWN_FIELDS = new Set([
  ...SERVER_FIELDS,
  'title',
  'layout_type',
  'reflow_type',
  'description',
  'widgets',
  'tags',
  'template_variables',
  'template_variable_presets',
  'notify_list',
  'restricted_roles',
  'tabs',
  'default_timeframe',
  'experience_type',
])

/** The dashboard in a body. 400 naming the field, or the widget by its position. */
export function readDashboard(body: unknown): Pick<DashboardDocument, 'title' | 'fields' | 'widgets'> {
  const input = parseBody(dashboardSchema, body)
  const unknown = Object.keys(input).filter(field => !KNOWN_FIELDS.has(field))
  if (unknown.length > 0) throw additional(unknown)
  if (input.tags?.some(tag => !/^team:.+/.test(tag))) {
    throw new ApiError(400, ['Invalid tag format. Valid tag keys are: team.'])
  }
  checkLayout(input)
  const { title, widgets, ...rest } = input
  const fields = Object.fromEntries(Object.entries(rest).filter(([field]) => !SERVER_FIELDS.includes(field)))
  return { title, fields, widgets: widgets.map((widget, position) => readWidget(widget, String(position))) }
}

function checkLayout({ layout_type: type, reflow_type: reflow, widgets }: Dashboard): void {
  if (type === 'free' && reflow !== undefined) {
    throw new ApiError(400, ["Invalid payload: 'reflow_type' is only for dashboards of layout_type ordered"])
  }
  for (const [position, widget] of widgets.entries()) {
    if (widget.layout === undefined && (type === 'free' || reflow === 'fixed')) {
      throw new ApiError(400, [`Invalid widget at position ${position}: 'layout' is a required property`])
    }
    if (widget.layout !== undefined && reflow === 'auto') {
      throw new ApiError(400, [
        `Invalid widget at position ${position}: 'layout' must not be set with reflow_type auto`,
      ])
    }
  }
}

/** With an id, and its inner widgets with theirs; ids that come are kept. */
function readWidget(widget: GivenWidget, position: string): Widget {
  const { definition } = widget
  const fields = WIDGET_FIELDS[definition.type]
  const problem = (why: string) =>
    new ApiError(400, [`Invalid widget definition at position ${position} of type ${definition.type}. Error: ${why}`])
  if (fields === undefined) throw problem(`'${definition.type}' is not a valid widget type.`)
  const missing = fields.required.find(field => definition[field] === undefined)
  if (missing !== undefined) throw problem(`'${missing}' is a required property.`)
  const unknown = Object.keys(definition).find(
    field => field !== 'type' && ![...fields.required, ...fields.optional].includes(field),
  )
  if (unknown !== undefined) throw problem(`Additional properties are not allowed ('${unknown}' was unexpected).`)
  if (Array.isArray(definition.requests)) checkRequests(definition.requests, problem)
  const inner = definition.type === 'group' ? innerWidgets(definition.widgets, position, problem) : undefined
  return {
    ...widget,
    definition: { ...definition, ...(inner !== undefined && { widgets: inner }) } as Widget['definition'],
    id: widget.id ?? widgetId(),
  }
}

const widgetList = dashboardSchema.shape.widgets

function innerWidgets(given: unknown, position: string, problem: (why: string) => ApiError): Widget[] {
  const result = widgetList.safeParse(given)
  if (!result.success) {
    const [issue] = result.error.issues
    throw problem(`'widgets.${issue?.path.join('.')}': ${issue?.message}`)
  }
  return result.data.map((widget, index) => {
    if (widget.definition.type === 'group') throw problem('a group cannot contain a group.')
    return readWidget(widget, `${position}.${index}`)
  })
}

const formulaQueries = z.array(z.looseObject({ name: z.string().optional(), data_source: z.string() }))

/** Each query names its source, and no two share a name. */
function checkRequests(requests: readonly unknown[], problem: (why: string) => ApiError): void {
  for (const [index, request] of requests.entries()) {
    const { formulas, queries } = request as { formulas?: unknown; queries?: unknown }
    if (queries === undefined) {
      if (formulas !== undefined) throw problem(`requests.${index}: formulas need queries.`)
      continue
    }
    const parsed = formulaQueries.safeParse(queries)
    if (!parsed.success) throw problem(`requests.${index}.queries: each needs a data_source.`)
    const names = parsed.data.map(query => query.name)
    const duplicate = names.find((name, at) => name !== undefined && names.indexOf(name) !== at)
    if (duplicate !== undefined) throw problem(`requests.${index}.queries: the name '${duplicate}' is used twice.`)
  }
}

function additional(fields: readonly string[]): ApiError {
  const verb = fields.length === 1 ? 'was' : 'were'
  const named = fields.map(field => `'${field}'`).join(', ')
  return new ApiError(400, [`Additional properties are not allowed (${named} ${verb} unexpected)`])
}
