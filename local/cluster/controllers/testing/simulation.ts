import { pino } from 'pino'
import { timestamp } from '../../client/clock.ts'
import { Cluster } from '../../client/cluster.ts'
import { FakeApi } from '../../client/fake-api.ts'
import { ManualClock, settle } from '../../client/manual-clock.ts'
import type { Deployment, New, Pod } from '../../client/types.ts'
import type { Controller, ControllerContext } from '../controller.ts'

/** Controllers on a manual clock and an API in memory; the test plays the kubelet. */
export class Simulation {
  readonly clock = new ManualClock()
  readonly api = new FakeApi(this.clock)
  readonly cluster = new Cluster({ client: this.api, clock: this.clock })
  readonly #controllers: Controller[]

  constructor(...make: ((context: ControllerContext) => Controller)[]) {
    const log = pino({ level: 'silent' })
    this.#controllers = make.map(controller => controller({ cluster: this.cluster, log }))
  }

  async start(): Promise<void> {
    await this.cluster.start()
    for (const controller of this.#controllers) controller.start()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#controllers.map(controller => controller.stop()))
    await this.cluster.stop()
  }

  /** Lets the controllers react until nothing changes. */
  async settle(): Promise<void> {
    await settle(30)
  }

  pods(): Pod[] {
    return this.api.all('Pod')
  }

  /** What the kubelet reports for a pod. */
  async report(pod: Pod, ready: boolean): Promise<void> {
    const live = await this.api.get('Pod', pod.metadata)
    const condition = {
      type: 'Ready',
      status: ready ? 'True' : 'False',
      lastTransitionTime: timestamp(this.clock.now()),
    }
    await this.api.updateStatus('Pod', { ...live, status: { phase: 'Running', conditions: [condition] } })
  }

  /** Everything is ready, round after round, until nothing changes. */
  async runPods(): Promise<void> {
    for (;;) {
      await this.settle()
      const waiting = this.pods().filter(pod => pod.status?.conditions?.[0]?.status !== 'True')
      if (waiting.length === 0) return
      for (const pod of waiting) await this.report(pod, true)
    }
  }

  events(): string[] {
    return this.api.all('Event').map(event => `${event.reason}: ${event.message}`)
  }

  async deployment(): Promise<Deployment> {
    const [deployment] = this.api.all('Deployment')
    if (!deployment) throw new Error('there is no Deployment')
    return deployment
  }

  async edit(change: (deployment: Deployment) => void): Promise<void> {
    const deployment = await this.deployment()
    change(deployment)
    await this.api.update('Deployment', deployment)
  }
}

export function newDeployment(spec: Partial<Deployment['spec']> = {}): New<'Deployment'> {
  return {
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1' }] },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      ...spec,
    },
  }
}

export function setImage(deployment: Deployment, image: string): void {
  const [container] = deployment.spec.template.spec?.containers ?? []
  if (container) container.image = image
}
