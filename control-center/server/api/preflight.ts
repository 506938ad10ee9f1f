import type { Preflight } from '@chat-demo/engine/preflight'
import { Router } from 'express'

/** `/preflight`: everything that would embarrass on stage, looked at now. */
export function preflightRoutes(check: () => Promise<Preflight>): Router {
  const router = Router()
  router.get('/preflight', (_request, response, next) => {
    check().then(result => response.json(result), next)
  })
  return router
}
