import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { help, readOptions, UsageError } from './command/options.ts'
import { exitCodes, run } from './command/run.ts'
import { type RunFile, readSettings, runFileSchema } from './command/settings.ts'
import { definitionsFolder } from './folder.ts'

const root = path.resolve(definitionsFolder, '..')

async function main(args: readonly string[]): Promise<number> {
  const output = { print: console.log, complain: console.error }
  try {
    const options = readOptions(args)
    if (options === 'help') {
      output.print(help)
      return exitCodes.done
    }
    const dotEnv = path.join(root, '.env')
    if (existsSync(dotEnv)) process.loadEnvFile(dotEnv)
    const settings = readSettings(process.env, readRunFile())
    // The client would read it again, and keep it for the whole process.
    delete process.env.DD_SITE
    return await run(options, settings, definitionsFolder, output)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    output.complain(`${error.message}\nnpm run datadog -- --help says more.`)
    return exitCodes.usage
  }
}

/** What `npm start` wrote about what it runs; null when nothing runs. */
function readRunFile(): RunFile | null {
  const file = path.join(process.env.CHAT_DEMO_LOCAL ?? path.join(root, '.local'), 'run.json')
  if (!existsSync(file)) return null
  const parsed = runFileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new UsageError(`${file} cannot be used: ${parsed.error.issues[0]?.message}`)
  return parsed.data
}

process.exitCode = await main(process.argv.slice(2))
