import { delay } from '../../client/clock.ts'
import type { Container, Pod } from '../../client/types.ts'
import type { PodAddress } from '../pods/addresses.ts'
import type { NodeContext } from '../pods/context.ts'
import { checkHttp, containerPort } from '../probes/check.ts'
import { Prober } from '../probes/prober.ts'
import type { RunningContainer, StartRequest } from '../processes/runtime.ts'
import { terminationMessage } from './termination-message.ts'
import { type ContainerView, newView } from './view.ts'

/** What is left of the grace period after a preStop hook is never less than this. */
const LEAST_GRACE_MS = 2_000

export interface ManagedContainerOptions {
  node: NodeContext
  pod: () => Pod
  container: Container
  /** Something changed that the pod's status shows. */
  onChange: () => void
  /** The container has ended. */
  onExit: () => void
}

/** One container of a pod through its lives: start, probes, stop with grace, end. */
export class ManagedContainer {
  readonly view: ContainerView
  #container: Container
  readonly #options: ManagedContainerOptions
  #running: RunningContainer | undefined
  #prober: Prober | undefined
  #killAt = Number.POSITIVE_INFINITY
  #cancelKill: () => void = () => undefined

  constructor(options: ManagedContainerOptions) {
    this.#options = options
    this.#container = options.container
    this.view = newView(options.container.name)
  }

  /** As in the pod's spec; the next life begins with it. */
  get container(): Container {
    return this.#container
  }

  /** Takes a changed spec (its image is what may change); what runs is ended, to begin anew with it. */
  replace(container: Container, address: PodAddress | undefined): void {
    const changed = container.image !== this.#container.image
    this.#container = container
    if (!changed) return
    const graceMs = (this.#options.pod().spec.terminationGracePeriodSeconds ?? 30) * 1000
    this.stop(graceMs, `Container ${container.name} definition changed, will be restarted`, address)
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { node, pod } = this.#options
    const isInit = pod().spec.initContainers?.some(({ name }) => name === this.container.name)
    const fieldPath = `spec.${isInit ? 'initContainers' : 'containers'}{${this.container.name}}`
    node.events.record('Pod', pod(), { type, reason, message, fieldPath })
  }

  /** Begins the next life. A command that cannot be started ends it at once. */
  async start(request: Omit<StartRequest, 'logPath' | 'key'>, address: PodAddress): Promise<void> {
    const { node, pod } = this.#options
    const { name } = this.container
    const restartCount = this.view.exit ? this.view.restartCount + 1 : this.view.restartCount
    node.directories.removeLogsBefore(pod(), name, restartCount - 1)
    const logPath = node.directories.log(pod(), name, restartCount)
    const key = `${pod().metadata.uid}_${name}`
    this.view.restartCount = restartCount
    this.view.waiting = undefined
    this.event('Normal', 'Created', `Created container: ${name}`)
    try {
      this.#running = await node.runtime.start({ ...request, key, logPath })
    } catch (error) {
      const message = `failed to start container "${name}": ${error instanceof Error ? error.message : error}`
      this.event('Warning', 'Failed', `Error: ${message}`)
      const now = node.cluster.clock.now()
      const exit = { containerId: '', exitCode: 128, reason: 'StartError', startedAt: now, finishedAt: now } as const
      this.#ended({ ...exit, message })
      return
    }
    this.event('Normal', 'Started', `Started container ${name}`)
    const { containerId, startedAt, ended } = this.#running
    this.view.running = { containerId, startedAt }
    this.#killAt = Number.POSITIVE_INFINITY
    this.#probe(address)
    void ended.then(async exit => {
      const message = await terminationMessage(this.container, exit, logPath)
      this.#ended({ ...exit, ...(message && { message }) })
    })
  }

  /**
   * Ends the running life: preStop hook, SIGTERM, and SIGKILL when the grace period is over. A second call can only
   * shorten the grace period.
   */
  stop(graceMs: number, message: string, address: PodAddress | undefined): void {
    const running = this.#running
    if (!running) return
    const { clock } = this.#options.node.cluster
    const killAt = clock.now() + graceMs
    if (killAt >= this.#killAt) return
    const first = this.#killAt === Number.POSITIVE_INFINITY
    this.#killBy(killAt, running)
    if (!first) return
    this.event('Normal', 'Killing', message)
    this.#prober?.stopRestarting()
    void this.#preStop(graceMs, address).then(() => {
      if (this.#running !== running) return
      if (this.#killAt - clock.now() < LEAST_GRACE_MS && graceMs >= LEAST_GRACE_MS) {
        this.#killBy(clock.now() + LEAST_GRACE_MS, running)
      }
      running.terminate()
    })
  }

  #killBy(killAt: number, running: RunningContainer): void {
    const { clock } = this.#options.node.cluster
    this.#killAt = killAt
    this.#cancelKill()
    this.#cancelKill = clock.after(killAt - clock.now(), () => running.kill())
  }

  async #preStop(graceMs: number, address: PodAddress | undefined): Promise<void> {
    const hook = this.container.lifecycle?.preStop
    const { clock } = this.#options.node.cluster
    if (hook?.sleep) await delay(clock, Math.min(graceMs, hook.sleep.seconds * 1000))
    if (!hook?.httpGet || !address) return
    const port = this.#port(hook.httpGet.port, address)
    const result =
      port === undefined
        ? { success: false, message: `couldn't find port: ${hook.httpGet.port}` }
        : await checkHttp(hook.httpGet, address.ip, port, Math.max(1, graceMs))
    if (!result.success) this.event('Warning', 'FailedPreStopHook', `PreStopHook failed: ${result.message}`)
  }

  #port(port: number | string, address: PodAddress): number | undefined {
    const number = containerPort(this.container, port)
    return number === undefined ? undefined : (address.hostPorts[String(number)] ?? number)
  }

  #probe(address: PodAddress): void {
    const { node, pod, onChange } = this.#options
    const target = { host: address.ip, port: (port: number | string) => this.#port(port, address) }
    this.#prober = new Prober({
      clock: node.cluster.clock,
      container: this.container,
      check: (probe, timeout) => node.check(probe, target, timeout),
      onStarted: () => {
        this.view.started = true
        onChange()
      },
      onReady: ready => {
        if (this.view.ready === ready) return
        this.view.ready = ready
        onChange()
      },
      onFailure: message => this.event('Warning', 'Unhealthy', message),
      onUnhealthy: (kind, probe) => {
        const seconds = probe.terminationGracePeriodSeconds ?? pod().spec.terminationGracePeriodSeconds ?? 30
        this.stop(seconds * 1000, `Container ${this.container.name} failed ${kind} probe, will be restarted`, address)
      },
    })
    this.#prober.start()
  }

  #ended(exit: NonNullable<ContainerView['exit']>): void {
    this.#prober?.stop()
    this.#prober = undefined
    this.#cancelKill()
    this.#running = undefined
    Object.assign(this.view, { running: undefined, started: false, ready: false, exitBefore: this.view.exit, exit })
    this.#options.onExit()
  }
}
