import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runService } from '@chat-demo/common'
import { createApp } from './app.ts'
import { People } from './browser/people.ts'
import { variables } from './environment.ts'
import { Generator } from './generator.ts'
import { Visits } from './visits.ts'

/** How long visits under way may take once the service drains; the chat does not depend on their end. */
const drainMs = 7_000

await runService('traffic', variables, async ({ env, logger, readiness, closers }) => {
  const visits = new Visits(env.CHAT_URL, logger)
  const people = env.CHROMIUM_PATH
    ? new People(fileURLToPath(new URL('browser/process.js', import.meta.url)), logger)
    : null
  const generator = new Generator(env.TRAFFIC_SEED, visits, profile => people?.setPresent(profile !== 'off'))
  if (people) closers.add('person with a browser', () => people.close())
  closers.add('visits', () => Promise.race([visits.settled(), delay(drainMs, undefined, { ref: false })]))
  closers.add('generator', () => generator.stop())

  const app = createApp({ generator, people, logger, readiness, allowedHosts: env.ALLOWED_HOSTS })
  closers.add('http server', () => app.close())
  const address = await app.listen({ host: env.HOST, port: env.PORT })
  generator.setProfile(env.TRAFFIC_PROFILE)
  readiness.ready()
  logger.info({ address, profile: generator.profile }, 'ready')
})
