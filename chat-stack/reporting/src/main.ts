import { runService } from '@chat-demo/common'
import { variables } from './environment.ts'
import { startReporting } from './start.ts'

await runService('reporting', variables, async context => {
  await startReporting(context)
})
