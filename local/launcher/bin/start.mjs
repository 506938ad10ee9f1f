// `npm start`: what must work before anything is installed, then hands over to the launcher's own code.

import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, install, requireNode, requireWritable, root, step } from './prepare.mjs'

requireNode()
if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(`npm start -- [options]

  Starts the chat application and its control center on this machine.

  --yes                 install what is missing (RabbitMQ) without asking
  --port N              the control center's port            CONTROL_CENTER_PORT  (30000)
  --chat-port N         the chat's port                      CHAT_PORT            (30080)
  --no-open             do not open a browser                NO_OPEN=1
  --help                this text

  From the environment or from the file .env:
  OPENAI_API_KEY, OPENAI_BASE_URL        make the model a real one
  DD_API_KEY, DD_APP_KEY, DD_SITE        make Datadog a real account, through a Datadog Agent on this machine`)
  process.exit(0)
}
requireWritable()
await step('Packages installed', install)
await step('Built', build)
const { start } = await import(pathToFileURL(path.join(root, 'local/launcher/dist/start.js')).href)
await start(process.argv.slice(2))
