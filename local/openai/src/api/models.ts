import type { FastifyInstance } from 'fastify'
import type { Model } from '../generation/models.ts'
import type { AppOptions } from './app.ts'
import { modelNotFound } from './errors.ts'

/** `GET /v1/models` and `GET /v1/models/:id`. */
export async function modelsRoutes(app: FastifyInstance, { keys, models }: AppOptions): Promise<void> {
  app.get('/v1/models', async request => {
    keys.authenticate(request.headers.authorization)
    return { object: 'list', data: models.map(describe) }
  })
  app.get<{ Params: { id: string } }>('/v1/models/:id', async request => {
    keys.authenticate(request.headers.authorization)
    return describe(findModel(models, request.params.id))
  })
}

/** @throws ApiError 404 when there is no model of that id */
export function findModel(models: readonly Model[], id: string): Model {
  const model = models.find(candidate => candidate.id === id)
  if (model === undefined) throw modelNotFound(id)
  return model
}

function describe({ id, created }: Model) {
  return { id, object: 'model', created, owned_by: 'stand-in' }
}
