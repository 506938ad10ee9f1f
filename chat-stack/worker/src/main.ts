import { runService } from '@chat-demo/common'
import { variables } from './environment.ts'
import { startWorker } from './start.ts'

await runService('worker', variables, async context => {
  await startWorker(context)
})
