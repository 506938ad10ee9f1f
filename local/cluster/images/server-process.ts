import type { ChildProcess } from 'node:child_process'

/** A server that runs: what it takes to wait for it and to end it. */
export interface ServerProcess {
  readonly pid: number
  /** Settles when the server has ended, however it ended. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Ends it in order and waits for its end. */
  stop(): Promise<void>
}

/** Wraps a child that was started; `stopSignal` is the server's own "end in order". */
export function serverProcess(
  child: ChildProcess,
  stopSignal: NodeJS.Signals,
  after?: () => Promise<void>,
): ServerProcess {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started.`)
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const exited = ended.then(async result => {
    await after?.()
    return result
  })
  return {
    pid: child.pid,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill(stopSignal)
      await exited
    },
  }
}
