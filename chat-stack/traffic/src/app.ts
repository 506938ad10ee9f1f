import { createServer, type Logger, ProblemError, type Readiness } from '@chat-demo/common'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { People } from './browser/people.ts'
import type { Generator } from './generator.ts'
import { messagesPerSecond, profileName, profileNames } from './profile.ts'

export interface AppOptions {
  generator: Generator
  /** null where no browser is installed. */
  people: Pick<People, 'totals'> | null
  logger: Logger
  readiness: Readiness
  allowedHosts: string[] | undefined
}

const body = z.object({ profile: profileName })

/** Reads and changes the profile in force, and tells what was sent. */
export function createApp({ generator, people, logger, readiness, allowedHosts }: AppOptions): FastifyInstance {
  const server = createServer({ logger, readiness, allowedHosts, bodyLimit: 1_024 })
  // Only application/json: a page of another origin cannot send it without asking first.
  server.removeContentTypeParser('text/plain')

  const inForce = () => ({ profile: generator.profile, perSecond: messagesPerSecond[generator.profile] })
  server.get('/profile', async () => inForce())
  server.put('/profile', async request => {
    const parsed = body.safeParse(request.body)
    if (!parsed.success) {
      throw new ProblemError(400, `profile must be one of ${profileNames.join(', ')}.`, {
        extensions: { got: request.body },
      })
    }
    if (parsed.data.profile !== generator.profile) {
      generator.setProfile(parsed.data.profile)
      logger.info(inForce(), 'profile changed')
    }
    return inForce()
  })
  server.get('/stats', async () => ({
    profile: generator.profile,
    totals: generator.tally.totals,
    windows: generator.tally.windows,
    browser: people?.totals ?? null,
  }))
  return server
}
