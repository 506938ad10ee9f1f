import type { ServerProcess } from './server-process.ts'

/**
 * The life of an image's entry point: start, pass SIGTERM and SIGINT on, leave with the server's own exit code.
 * A start that fails is one line on stderr and exit code 1.
 */
export async function runAsImage(start: () => Promise<ServerProcess>): Promise<void> {
  let stopping = false
  let server: ServerProcess | null = null
  const stop = () => {
    stopping = true
    void server?.stop()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  try {
    server = await start()
    if (stopping) await server.stop()
    const { code, signal } = await server.exited
    process.exitCode = stopping ? 0 : (code ?? (signal === 'SIGKILL' ? 137 : 1))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
