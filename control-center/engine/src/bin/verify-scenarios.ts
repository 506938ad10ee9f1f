import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../clock.ts'
import { findControlCenter } from '../control/client.ts'
import { messageOf } from '../errors.ts'
import { verifyCommand } from '../verify/command.ts'

const HELP = `Runs scenarios and compares what they promise with what is measured.

  --times N       rounds of each scenario (1)
  --only a,b      these scenarios only
  --resume        go on with the newest unfinished file
  --json FILE     write the table as JSON, besides

It writes to .local/verify, goes on when the terminal is closed, and exits with 1 when a promise or a proof failed.`

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    only: { type: 'string' },
    resume: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** A closed terminal ends neither the process nor what it writes to its file. */
function outliveTerminal(): void {
  process.on('SIGHUP', () => undefined)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

async function main(): Promise<void> {
  if (values.help) {
    console.log(HELP)
    return
  }
  const times = Number(values.times)
  if (!Number.isInteger(times) || times < 1)
    throw new Error(`--times is ${values.times}; it wants a whole number from 1`)
  outliveTerminal()
  process.exitCode = await verifyCommand({
    address: findControlCenter(resolve(process.env.RUN_FILE ?? '.local/run.json')),
    folder: resolve(process.env.VERIFY_DIR ?? '.local/verify'),
    times,
    only:
      values.only
        ?.split(',')
        .map(id => id.trim())
        .filter(Boolean) ?? null,
    resume: values.resume,
    json: values.json === undefined ? null : resolve(values.json),
    clock: systemClock,
    print: line => console.log(line),
  })
}

main().catch(error => {
  console.error(`Could not verify: ${messageOf(error)}`)
  process.exitCode = 1
})
