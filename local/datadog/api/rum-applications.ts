import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseBody } from '../objects/body.ts'
import type { Store } from '../store/store.ts'
import { ApiError, type ApiRoutes } from './context.ts'

const KIND = 'rum-application'
const ORGANISATION = 1
const HANDLE = 'presenter@localhost'

interface RumApplication {
  id: string
  name: string
  type: string
  clientToken: string
  createdAt: number
  updatedAt: number
  eventProcessing: string
  analyticsRetention: string
}

const fields = {
  type: z.enum([
    'browser',
    'ios',
    'android',
    'react-native',
    'flutter',
    'roku',
    'electron',
    'unity',
    'kotlin-multiplatform',
  ]),
  rum_event_processing_state: z.enum(['ALL', 'ERROR_FOCUSED_MODE', 'NONE']).optional(),
  product_analytics_retention_state: z.enum(['MAX', 'NONE']).optional(),
}
const createBody = z.object({
  data: z.object({
    type: z.literal('rum_application_create'),
    attributes: z.object({ ...fields, name: z.string().min(1), type: fields.type.default('browser') }),
  }),
})
const updateBody = z.object({
  data: z.object({
    id: z.string(),
    type: z.literal('rum_application_update'),
    attributes: z.object({ ...fields, name: z.string().min(1).optional(), type: fields.type.optional() }).default({}),
  }),
})

/** Tokens that browsers may send with: those of the applications, and those that the environment names. */
export function clientTokens(store: Store, configured: readonly string[]): ReadonlySet<string> {
  return new Set([...configured, ...store.documents.list<RumApplication>(KIND).map(each => each.clientToken)])
}

/** RUM applications: created with an id and a client token that the intake then takes. */
export const rumApplicationRoutes: ApiRoutes = (app, { store, now }) => {
  const path = '/api/v2/rum/applications'
  const found = (id: string): RumApplication => {
    const application = store.documents.get<RumApplication>(KIND, id)
    if (application === null) throw new ApiError(404, [`Not found: no RUM application ${id}`])
    return application
  }

  app.get(path, async () => ({ data: store.documents.list<RumApplication>(KIND).map(withoutToken) }))

  app.post(path, async request => {
    const { attributes } = parseBody(createBody, request.body).data
    const application: RumApplication = {
      id: randomUUID(),
      name: attributes.name,
      type: attributes.type,
      clientToken: `pub${randomBytes(16).toString('hex')}`,
      createdAt: now(),
      updatedAt: now(),
      eventProcessing: attributes.rum_event_processing_state ?? 'ALL',
      analyticsRetention: attributes.product_analytics_retention_state ?? 'NONE',
    }
    await store.documents.put(KIND, application.id, application)
    return { data: whole(application) }
  })

  app.get<{ Params: { id: string } }>(`${path}/:id`, async ({ params }) => ({ data: whole(found(params.id)) }))

  app.patch<{ Params: { id: string } }>(`${path}/:id`, async ({ params, body }) => {
    const application = found(params.id)
    const { id, attributes } = parseBody(updateBody, body).data
    if (id !== params.id) {
      throw new ApiError(422, ['The id attribute in the request body does not match the id in the URL'])
    }
    const updated: RumApplication = {
      ...application,
      name: attributes.name ?? application.name,
      type: attributes.type ?? application.type,
      eventProcessing: attributes.rum_event_processing_state ?? application.eventProcessing,
      analyticsRetention: attributes.product_analytics_retention_state ?? application.analyticsRetention,
      updatedAt: now(),
    }
    await store.documents.put(KIND, id, updated)
    return { data: whole(updated) }
  })

  app.delete<{ Params: { id: string } }>(`${path}/:id`, async ({ params }, reply) => {
    if (!(await store.documents.delete(KIND, found(params.id).id))) throw new ApiError(404, ['Not found'])
    return reply.code(204).send()
  })
}

function withoutToken(application: RumApplication) {
  return {
    id: application.id,
    type: 'rum_application',
    attributes: {
      application_id: application.id,
      name: application.name,
      type: application.type,
      org_id: ORGANISATION,
      is_active: true,
      tags: [],
      created_at: application.createdAt,
      created_by_handle: HANDLE,
      updated_at: application.updatedAt,
      updated_by_handle: HANDLE,
      product_analytics_replay_sample_rate: 100,
      product_scales: {
        rum_event_processing_scale: { state: application.eventProcessing, last_modified_at: application.updatedAt },
        product_analytics_retention_scale: {
          state: application.analyticsRetention,
          last_modified_at: application.updatedAt,
        },
      },
    },
  }
}

/** Only the answer about one application holds its token. */
function whole(application: RumApplication) {
  const { attributes, ...rest } = withoutToken(application)
  return {
    ...rest,
    attributes: { ...attributes, client_token: application.clientToken, hash: application.clientToken },
  }
}
