import { runService } from '@chat-demo/common'
import { variables } from './environment.ts'
import { countSimilar } from './releases.ts'
import { startBackend } from './start.ts'

/** The release `-leak`, as it would be built from a later commit: see releases.ts for what is wrong with it. */
await runService('backend', variables, async ({ env, logger, readiness, closers }) => {
  await startBackend({ env, logger, readiness, closers }, countSimilar)
})
