import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { descendants, identify, type ProcessIdentity, send } from './process-identity.ts'
import { StepError } from './steps.ts'

export interface Part {
  name: string
  command: string
  args: string[]
  env: Record<string, string>
  /** How long it may take to end in order before it is killed, ms. */
  stopWithinMs: number
}

/** A part's present process. */
export interface RunningPart extends ProcessIdentity {
  name: string
}

interface Running {
  part: Part
  child: ChildProcess
  exits: number
  startedAt: number
}

/** Waits before a part that ended by itself is started again: at once first, then longer, never longer than 10 s. */
export function restartDelayMs(exitsInARow: number): number {
  return exitsInARow <= 1 ? 200 : Math.min(10_000, 500 * 2 ** (exitsInARow - 2))
}

/** A part that ran this long is no longer "ending again and again". */
const steadyAfterMs = 30_000

/** Starts the parts that are processes of their own, starts them again when they end, and ends them in order. */
export class Supervisor {
  readonly #running = new Map<string, Running>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #stopping = false

  constructor(
    readonly logFolder: string,
    /** Told whenever the set of processes changes, so that it can be written down for the next start. */
    readonly onChange: (parts: RunningPart[]) => void,
  ) {
    mkdirSync(logFolder, { recursive: true })
  }

  logOf(name: string): string {
    return path.join(this.logFolder, `${name}.log`)
  }

  /** Starts a part; it is kept running until `stop`. */
  start(part: Part, exits = 0): void {
    const log = openSync(this.logOf(part.name), 'a', 0o600)
    const child = spawn(part.command, part.args, {
      env: part.env,
      stdio: ['ignore', log, log],
      // A terminal's Ctrl-C reaches its whole process group; the order of the end is ours to keep.
      detached: true,
    })
    const running = { part, child, exits, startedAt: Date.now() }
    this.#running.set(part.name, running)
    child.once('exit', () => this.#ended(running))
    child.once('error', error => console.error(`${part.name} could not be started: ${error.message}`))
    this.#changed()
  }

  /** Whether the part's present process runs. */
  isRunning(name: string): boolean {
    const child = this.#running.get(name)?.child
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  /** How often the part has ended by itself in a row. */
  exitsOf(name: string): number {
    return this.#running.get(name)?.exits ?? 0
  }

  pidOf(name: string): number | null {
    return this.#running.get(name)?.child.pid ?? null
  }

  /** @throws StepError when the part keeps ending instead of becoming what `ready` asks for in time. */
  async until(name: string, ready: () => Promise<boolean>, withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs
    while (!(await ready())) {
      if (this.#stopping) throw new StepError('Stopped.')
      if (this.exitsOf(name) >= 3)
        throw new StepError(`${name} ends as soon as it is started.`, { log: this.logOf(name) })
      if (Date.now() > deadline) {
        throw new StepError(`${name} did not answer within ${withinMs / 1000} s.`, { log: this.logOf(name) })
      }
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  /** Ends the parts in the given order, each in order within its time, then by force. */
  async stop(names: string[]): Promise<void> {
    this.#stopping = true
    for (const timer of this.#timers) clearTimeout(timer)
    for (const name of names) {
      const running = this.#running.get(name)
      if (running) await stopChild(running)
    }
    this.#changed()
  }

  #ended(running: Running): void {
    this.#changed()
    if (this.#stopping) return
    const { part, child, startedAt } = running
    const exits = Date.now() - startedAt > steadyAfterMs ? 1 : running.exits + 1
    running.exits = exits
    const how = child.signalCode ?? `exit code ${child.exitCode}`
    console.error(`  ! ${part.name} ended (${how}); starting it again. Log: ${this.logOf(part.name)}`)
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.start(part, exits)
    }, restartDelayMs(exits))
    this.#timers.add(timer)
  }

  #changed(): void {
    const alive = [...this.#running.values()].filter(
      ({ child }) => child.exitCode === null && child.signalCode === null,
    )
    this.onChange(
      alive.flatMap(({ part, child }) => {
        const identity = child.pid === undefined ? null : identify(child.pid)
        return identity ? [{ name: part.name, ...identity }] : []
      }),
    )
  }
}

async function stopChild({ part, child }: Running): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  // What it started must not outlive it; asked for before it ends, since its children lose their parent then.
  const family = descendants(child.pid)
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), part.stopWithinMs)
  await exited
  clearTimeout(timer)
  killAll(family)
}

/** Ends processes by force, those that still run under their start time. */
export function killAll(processes: ProcessIdentity[]): void {
  for (const identity of processes) send('SIGKILL', identity)
}
