import { existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { loadEnvFile } from 'node:process'
import { findBrokerContainer, findRabbitmq } from '@chat-demo/cluster/images'
import { endLeftovers, readRecord, removeRecord, runningLauncher, writeRecord } from './leftovers.ts'
import { podProcesses } from './node-record.ts'
import { readOptions, type StartOptions, UsageError } from './options.ts'
import { requireFree } from './ports.ts'
import { identify } from './process-identity.ts'
import { installRabbitmq } from './rabbitmq-install.ts'
import { localFolder, logFolder, readRunFile, removeRunFile, root } from './run-file.ts'
import { explain, step } from './steps.ts'
import { Supervisor } from './supervisor.ts'
import { bringUp } from './system.ts'

/** What `npm start` does once everything is installed and built. Stays until it is told to stop. */
export async function start(args: string[]): Promise<void> {
  const envFile = path.join(root, '.env')
  if (existsSync(envFile)) loadEnvFile(envFile)
  let options: StartOptions
  try {
    options = readOptions(args, process.env)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(error.message)
    process.exitCode = 2
    return
  }
  const running = runningLauncher()
  if (running) {
    const url = readRunFile()?.controlCenter?.url
    console.error(
      `It runs already (pid ${running.pid})${url ? `: ${url}` : ', and is still starting'}. npm run open prints a login link; Ctrl-C there stops it.`,
    )
    process.exitCode = 1
    return
  }
  await run(options)
}

async function run(options: StartOptions): Promise<void> {
  const own = identify(process.pid)
  if (!own) throw new Error('This process cannot find itself in the process table.')
  const supervisor = new Supervisor(logFolder, parts => writeRecord({ launcher: own, parts }))
  let stopping: Promise<void> | null = null
  const stop = (): Promise<void> => {
    stopping ??= bringDown(supervisor)
    return stopping
  }
  const stopped = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!stopping) console.log('\n  Stopping …')
        void stop().then(resolve)
      })
    }
  })
  try {
    if (readRecord()) {
      await step(
        'What an earlier start had to leave is ended',
        () => endLeftovers(podProcesses()),
        count => `${count} processes`,
      )
    }
    for (const folder of ['cluster', 'node', 'control-center', 'datadog', 'logs'])
      rmSync(path.join(localFolder, folder), { recursive: true, force: true })
    removeRunFile()
    mkdirSync(logFolder, { recursive: true })
    writeRecord({ launcher: own, parts: [] })
    await requireFree(options.controlCenterPort, '--port')
    await requireFree(options.chatPort, '--chat-port')
    await step(
      'RabbitMQ',
      async () => findRabbitmq() ?? findBrokerContainer() ?? installRabbitmq(options.yes),
      found => found,
    )
    await bringUp(supervisor, options, () => stopping !== null)
  } catch (error) {
    if (!stopping) {
      console.error(`\n${explain(error)}\n`)
      process.exitCode = 1
      await stop()
      return
    }
  }
  await stopped
}

/** Ends all parts: who watches first, then the pods, then what they needed, and last who takes their last telemetry. */
async function bringDown(supervisor: Supervisor): Promise<void> {
  const began = performance.now()
  removeRunFile()
  await Promise.all([supervisor.stop(['control-center']), supervisor.stop(['node', 'apiserver', 'openai', 'datadog'])])
  removeRecord()
  console.log(`  Everything has ended.  ${((performance.now() - began) / 1000).toFixed(1)} s`)
}
