import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf, pause, serviceLog, systemClock } from '@chat-demo/engine'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import type { Logger } from 'pino'
import { DatadogClient } from '../app/platform/datadog/client.ts'
import { openPlatform } from '../app/platform/platform.ts'
import { type AppOptions, createApp } from './app.ts'
import { AuditLog } from './audit.ts'
import { Sessions } from './auth/sessions.ts'
import { readServerEnvironment } from './environment.ts'
import { close, listen, OpenStreams } from './listen.ts'
import { preflightOf } from './preflight/preflight.ts'

async function loadPages(buildDir: string): Promise<AppOptions['pages']> {
  const file = join(buildDir, 'server', 'index.js')
  if (!existsSync(file))
    throw new Error(`the pages are not built: there is no ${file} (npm run build -w @chat-demo/control-center)`)
  const build: ServerBuild = await import(pathToFileURL(file).href)
  return loadContext =>
    createRequestHandler({
      build,
      mode: 'production',
      getLoadContext: (request, response) => ({ ...loadContext(request, response) }),
    })
}

function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      log.info({ signal }, 'stopping')
      stop().then(
        () => process.exit(0),
        error => {
          log.error({ problem: messageOf(error) }, 'did not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
}

async function main(): Promise<void> {
  const env = readServerEnvironment(process.env)
  const log = serviceLog('control-center', env.logLevel)
  const warn = (message: string) => log.warn(message)
  const clock = systemClock
  const pages = await loadPages(env.buildDir)
  const [sessions, audit] = await Promise.all([
    Sessions.open(env.sessionStore, clock, warn),
    AuditLog.open(env.auditLog, warn),
  ])
  const platform = await openPlatform({ ...env, clock, warn })
  const streams = new OpenStreams()
  const hosts = [`127.0.0.1:${env.port}`, new URL(env.publicOrigin).host, ...env.allowedHosts]
  const app = createApp({
    platform,
    clock,
    sessions,
    audit,
    apiToken: env.apiToken,
    preflight: preflightOf({
      ...env,
      platform,
      clock,
      datadog: env.datadog && new DatadogClient(env.datadog, clock),
      folder: dirname(env.sessionStore),
    }),
    log,
    origin: () => env.publicOrigin,
    hosts: () => hosts,
    chatUrl: env.chatUrl,
    datadogAppUrl: env.datadog?.appUrl ?? null,
    clientDir: join(env.buildDir, 'client'),
    pages,
    opened: streams.opened,
  })
  const server = await listen(app, env.host, env.port)
  stopOnSignals(log, async () => {
    // A cluster that does not answer must not hold up the end: the record is written by whoever comes next.
    const written = Promise.race([platform.stop(), pause(clock, 1_000)])
    await Promise.all([close(server, streams), written])
    await Promise.all([audit.flush(), sessions.flush()])
  })
  log.info({ url: env.publicOrigin }, 'listening')
}

main().catch(error => {
  process.stderr.write(`control-center: ${messageOf(error)}\n`)
  process.exit(1)
})
