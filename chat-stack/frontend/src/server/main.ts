import { fileURLToPath } from 'node:url'
import { runService } from '@chat-demo/common'
import { buildServer } from './app.ts'
import { rumOptions, variables } from './environment.ts'

/** Where `vite build` puts the pages, beside the built server. */
const clientFolder = fileURLToPath(new URL('./client', import.meta.url))

await runService('frontend', variables, async ({ env, logger, readiness, closers }) => {
  const server = await buildServer({
    logger,
    readiness,
    allowedHosts: env.ALLOWED_HOSTS,
    backendUrl: env.BACKEND_URL,
    rum: rumOptions(env),
    clientFolder,
  })
  closers.add('http server', () => server.close())
  await server.listen({ host: env.HOST, port: env.PORT })
  readiness.ready()
})
