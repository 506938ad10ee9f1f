import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Clock } from '../../client/clock.ts'
import type { Log } from '../../controllers/controller.ts'
import type { ContainerExit } from '../containers/view.ts'
import { LogWriter } from '../logs/writer.ts'
import type { ProcessSupervisor } from './supervisor.ts'

export interface StartRequest {
  /** Names the container on this machine, for example `<pod uid>_<container>`. */
  key: string
  command: string[]
  environment: Record<string, string>
  workingDirectory: string
  logPath: string
  /** Bytes; absent for no limit. */
  memoryLimit?: number
}

export interface RunningContainer {
  readonly containerId: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Resolves when the first process has ended, nothing else of the container lives, and its log is complete. */
  readonly ended: Promise<ContainerExit>
  /** SIGTERM to the first process. */
  terminate(): void
  /** SIGKILL to all processes. */
  kill(): void
}

/** Runs containers; the kubelet knows no more of them than this. */
export interface ContainerRuntime {
  /** @throws when the command cannot be started */
  start(request: StartRequest): Promise<RunningContainer>
}

/** How long the output of a container may stay open after its processes are gone. */
const LOG_WAIT_MS = 5_000

/** Runs a container as a process of this machine, in a session of its own. */
export class ProcessRuntime implements ContainerRuntime {
  readonly #clock: Clock
  readonly #supervisor: ProcessSupervisor
  readonly #log: Log

  constructor(options: { clock: Clock; supervisor: ProcessSupervisor; log: Log }) {
    this.#clock = options.clock
    this.#supervisor = options.supervisor
    this.#log = options.log
  }

  async start(request: StartRequest): Promise<RunningContainer> {
    const log = new LogWriter({
      clock: this.#clock,
      path: request.logPath,
      onError: error => this.#log.error({ path: request.logPath, err: error }, 'a container log cannot be written'),
    })
    const [file = '', ...args] = request.command
    const child = spawn(file, args, {
      cwd: request.workingDirectory,
      env: { ...request.environment, ...this.#supervisor.marker(request.key) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const startedAt = this.#clock.now()
    // `spawn` and `error` exclude each other: once rejects on the second.
    try {
      await once(child, 'spawn')
    } catch (error) {
      log.close()
      throw error
    }
    const exited = new Promise<number>(resolve => {
      child.on('exit', (code, name) => resolve(code ?? 128 + (name ? constants.signals[name] : 0)))
    })
    child.on('error', error => this.#log.warn({ key: request.key, err: error }, 'a signal could not be sent'))
    const logged = log.copy(child.stdout, child.stderr)
    let outOfMemory = false
    await this.#supervisor.watch(request.key, child.pid ?? 0, request.memoryLimit, () => {
      outOfMemory = true
      void this.#supervisor.kill(request.key)
    })
    const containerId = `process://${randomBytes(32).toString('hex')}`
    return {
      containerId,
      startedAt,
      ended: this.#end(request.key, child, exited, logged).then(exitCode => ({
        containerId,
        exitCode: outOfMemory ? 137 : exitCode,
        reason: outOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error',
        startedAt,
        finishedAt: this.#clock.now(),
      })),
      terminate: () => signal(child, 'SIGTERM'),
      kill: () => void this.#supervisor.kill(request.key),
    }
  }

  async #end(key: string, child: ChildProcess, exited: Promise<number>, logged: Promise<void>): Promise<number> {
    const exitCode = await exited
    // Whatever the first process leaves behind ends with it, as in a container; only then do its pipes close.
    await this.#supervisor.end(key)
    const tooLate = this.#clock.after(LOG_WAIT_MS, () => {
      this.#log.warn({ key }, 'something outside the container still holds its output; the log is cut off')
      child.stdout?.destroy()
      child.stderr?.destroy()
    })
    await logged
    tooLate()
    return exitCode
  }
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(name)
}
