// `npm run open | status | heal | preflight | verify-scenarios`: commands about a system that runs, or ran.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { requireNode, root } from './prepare.mjs'

requireNode()
const cli = path.join(root, 'local/launcher/dist/cli.js')
if (!existsSync(cli)) {
  console.error('Nothing is built yet. Run npm start first.')
  process.exit(1)
}
const { main } = await import(pathToFileURL(cli).href)
process.exitCode = await main(process.argv.slice(2))
