import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findControlCenter } from '../control/client.ts'
import { messageOf } from '../errors.ts'
import { preflightCommand } from '../preflight/command.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const address = findControlCenter(resolve(process.env.RUN_FILE ?? '.local/run.json'))
  process.exitCode = await preflightCommand(address, values, text => console.log(text))
}

main().catch(error => {
  console.error(`Not ready: ${messageOf(error)}`)
  process.exitCode = 1
})
