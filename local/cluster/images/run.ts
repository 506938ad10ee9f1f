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
    if (stopping) process.exitCode = 0
    else if (signal) {
      // Whoever looks at the container's last state has to find there what ended the server.
      process.removeListener('SIGTERM', stop)
      process.removeListener('SIGINT', stop)
      process.kill(process.pid, signal)
    } else {
      // RabbitMQ's script hides how the broker ended behind a 0; a server that ends unasked has not completed.
      process.exitCode = code || 1
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
