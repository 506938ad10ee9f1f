import { runService } from '@chat-demo/common'
import { variables } from './environment.ts'
import { startBackend } from './start.ts'

await runService('backend', variables, async ({ env, logger, readiness, closers }) => {
  await startBackend({ env, logger, readiness, closers })
})
