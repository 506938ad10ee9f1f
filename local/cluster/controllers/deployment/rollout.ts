import { isDeepStrictEqual } from 'node:util'
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../../client/api-client.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import { controllerOf, controllerReference, isControlledBy, refOf } from '../../client/owner.ts'
import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from '../../client/types.ts'
import { templateHash } from '../hash.ts'
import { isFinished } from '../pods.ts'
import {
  DESIRED_REPLICAS,
  HASH_LABEL,
  REVISION,
  replicaSetAnnotations,
  revisionOf,
  sameTemplate,
  sizeAnnotations,
  specReplicas,
  splitReplicaSets,
  surplusHistory,
} from './replica-sets.ts'
import { newReplicaSetSize, rollingUpdateStep, type Sizes, scaleStep } from './rolling-update.ts'
import { checkAgainAfter, countedStatus, findCondition, isComplete, rolloutStatus, setCondition } from './status.ts'

/** One pass over one Deployment. */
export class Rollout {
  readonly #cluster: Cluster
  readonly #events: EventRecorder
  readonly #pods: Pod[]
  #deployment: Deployment
  #current: ReplicaSet | undefined
  #old: ReplicaSet[]

  constructor(cluster: Cluster, events: EventRecorder, deployment: Deployment, owned: ReplicaSet[], pods: Pod[]) {
    this.#cluster = cluster
    this.#events = events
    this.#deployment = deployment
    this.#pods = pods
    const { current, old } = splitReplicaSets(deployment, owned)
    this.#current = current
    this.#old = old
  }

  /** Does the next step; milliseconds after which to look again even if nothing happens. */
  async run(): Promise<number | undefined> {
    const { spec, metadata } = this.#deployment
    if (metadata.deletionTimestamp) return this.#writeStatus(this.#counted())
    await this.#notePause()
    if (spec.paused || this.#isScaling()) {
      await this.#syncRevision(false)
      await this.#resize(scaleStep(this.#deployment, this.#current, this.#old))
      if (spec.paused) await this.#cleanUp()
      return this.#writeStatus(this.#counted())
    }
    if (spec.strategy?.type === 'Recreate') await this.#recreate()
    else await this.#rollingUpdate()
    return this.#writeStatus(rolloutStatus(this.#deployment, this.#current, this.#old, this.#cluster.clock.now()))
  }

  async #rollingUpdate(): Promise<void> {
    await this.#syncRevision(true)
    if (!this.#current) return
    const resized = await this.#resize(rollingUpdateStep(this.#deployment, this.#current, this.#old))
    if (!resized && isComplete(this.#deployment, this.#deployment.status ?? {})) await this.#cleanUp()
  }

  async #recreate(): Promise<void> {
    await this.#syncRevision(false)
    const active = this.#old.filter(replicaSet => specReplicas(replicaSet) > 0)
    if (await this.#resize(new Map(active.map(replicaSet => [replicaSet.metadata.name, 0])))) return
    if (this.#oldPodsRun()) return
    await this.#syncRevision(true)
    if (!this.#current) return
    const wanted = specReplicas(this.#deployment)
    const resized = await this.#resize(new Map([[this.#current.metadata.name, wanted]]))
    if (!resized && isComplete(this.#deployment, this.#deployment.status ?? {})) await this.#cleanUp()
  }

  #oldPodsRun(): boolean {
    const current = this.#current?.metadata.uid
    return this.#pods.some(pod => !isFinished(pod) && controllerOf(pod)?.uid !== current)
  }

  /** Whether `spec.replicas` changed since the ReplicaSets were last sized. */
  #isScaling(): boolean {
    const wanted = String(specReplicas(this.#deployment))
    return this.#all().some(replicaSet => {
      const desired = replicaSet.metadata.annotations?.[DESIRED_REPLICAS]
      return specReplicas(replicaSet) > 0 && desired !== undefined && desired !== wanted
    })
  }

  #all(): ReplicaSet[] {
    return this.#current ? [...this.#old, this.#current] : this.#old
  }

  /** Finds or makes the ReplicaSet of the present template and numbers it as the newest revision. */
  async #syncRevision(create: boolean): Promise<void> {
    const revision = Math.max(0, ...this.#old.map(revisionOf)) + 1
    const { minReadySeconds = 0 } = this.#deployment.spec
    if (this.#current) {
      const known = this.#current.metadata.annotations ?? {}
      const annotations = replicaSetAnnotations(this.#deployment, known, revision)
      if (!isDeepStrictEqual(annotations, known) || (this.#current.spec.minReadySeconds ?? 0) !== minReadySeconds) {
        this.#current = await this.#cluster.update('ReplicaSet', {
          ...this.#current,
          metadata: { ...this.#current.metadata, annotations },
          spec: { ...this.#current.spec, minReadySeconds },
        })
      }
    } else if (create) {
      this.#current = await this.#createReplicaSet(revision)
    } else {
      return
    }
    await this.#noteRevision(this.#current)
  }

  /** Writes the revision on the Deployment, for `kubectl rollout history`; an annotation may go with a status. */
  async #noteRevision(current: ReplicaSet): Promise<void> {
    const { metadata, status, spec } = this.#deployment
    const revision = current.metadata.annotations?.[REVISION]
    if (revision === undefined || metadata.annotations?.[REVISION] === revision) return
    const message = `Found new replica set "${current.metadata.name}"`
    const found = { type: 'Progressing', status: 'True', reason: 'FoundNewReplicaSet', message }
    const known = status?.conditions ?? []
    const unknown = spec.progressDeadlineSeconds !== undefined && !findCondition(known, 'Progressing')
    this.#deployment = await this.#cluster.updateStatus('Deployment', {
      ...this.#deployment,
      metadata: { ...metadata, annotations: { ...metadata.annotations, [REVISION]: revision } },
      status: { ...status, conditions: unknown ? setCondition(known, found, this.#cluster.clock.now()) : known },
    })
  }

  async #createReplicaSet(revision: number): Promise<ReplicaSet> {
    const { metadata, spec } = this.#deployment
    const hash = templateHash(spec.template, this.#deployment.status?.collisionCount)
    const name = `${metadata.name}-${hash}`
    const labels = { ...spec.template.metadata?.labels, [HASH_LABEL]: hash }
    const replicas = newReplicaSetSize(this.#deployment, this.#old, 0)
    try {
      const created = await this.#cluster.create('ReplicaSet', {
        metadata: {
          name,
          namespace: metadata.namespace,
          labels,
          annotations: {
            ...replicaSetAnnotations(this.#deployment, {}, revision),
            ...sizeAnnotations(this.#deployment),
          },
          ownerReferences: [controllerReference('Deployment', this.#deployment)],
        },
        spec: {
          replicas,
          minReadySeconds: spec.minReadySeconds,
          selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH_LABEL]: hash } },
          template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
        },
      })
      if (replicas > 0) this.#record(`Scaled up replica set ${name} from 0 to ${replicas}`)
      await this.#note('True', 'NewReplicaSetCreated', `Created new replica set "${name}"`)
      return created
    } catch (error) {
      if (isAlreadyExists(error)) return this.#resolveCollision(name, error)
      if (!isNamespaceTerminating(error)) {
        const reason = error instanceof Error ? error.message : String(error)
        await this.#note('False', 'ReplicaSetCreateError', `Failed to create new replica set "${name}": ${reason}`)
      }
      throw error
    }
  }

  /** The name is taken: by our own ReplicaSet that the watch has not told of yet, or by another template's. */
  async #resolveCollision(name: string, error: unknown): Promise<ReplicaSet> {
    const existing = await this.#cluster.client.get('ReplicaSet', {
      namespace: this.#deployment.metadata.namespace,
      name,
    })
    const ours = isControlledBy(existing, this.#deployment)
    if (ours && sameTemplate(existing.spec.template, this.#deployment.spec.template)) return existing
    const collisionCount = (this.#deployment.status?.collisionCount ?? 0) + 1
    await this.#cluster.updateStatus('Deployment', {
      ...this.#deployment,
      status: { ...this.#deployment.status, collisionCount },
    })
    throw error
  }

  /** Writes new sizes; true when one of them differs from what is. */
  async #resize(sizes: Sizes): Promise<boolean> {
    const noted = sizeAnnotations(this.#deployment)
    let changed = false
    for (const replicaSet of this.#all()) {
      const size = sizes.get(replicaSet.metadata.name)
      if (size === undefined) continue
      const before = specReplicas(replicaSet)
      const annotations = { ...replicaSet.metadata.annotations, ...noted }
      if (before === size && isDeepStrictEqual(annotations, replicaSet.metadata.annotations)) continue
      const updated = await this.#cluster.update('ReplicaSet', {
        ...replicaSet,
        metadata: { ...replicaSet.metadata, annotations },
        spec: { ...replicaSet.spec, replicas: size },
      })
      if (replicaSet === this.#current) this.#current = updated
      else this.#old = this.#old.map(item => (item === replicaSet ? updated : item))
      if (before === size) continue
      changed = true
      const direction = size > before ? 'up' : 'down'
      this.#record(`Scaled ${direction} replica set ${replicaSet.metadata.name} from ${before} to ${size}`)
    }
    return changed
  }

  async #cleanUp(): Promise<void> {
    for (const replicaSet of surplusHistory(this.#deployment, this.#old)) {
      try {
        await this.#cluster.delete('ReplicaSet', refOf(replicaSet), { propagationPolicy: 'Background' })
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }
  }

  /** While paused no deadline runs: the Progressing condition says so. */
  async #notePause(): Promise<void> {
    const { paused, progressDeadlineSeconds } = this.#deployment.spec
    const known = findCondition(this.#deployment.status?.conditions, 'Progressing')
    if (progressDeadlineSeconds === undefined || known?.reason === 'ProgressDeadlineExceeded') return
    if (paused && known?.reason !== 'DeploymentPaused') {
      await this.#note('Unknown', 'DeploymentPaused', 'Deployment is paused')
    } else if (!paused && known?.reason === 'DeploymentPaused') {
      await this.#note('Unknown', 'DeploymentResumed', 'Deployment is resumed')
    }
  }

  async #note(status: string, reason: string, message: string): Promise<void> {
    if (this.#deployment.spec.progressDeadlineSeconds === undefined) return
    const condition = { type: 'Progressing', status, reason, message }
    const conditions = setCondition(this.#deployment.status?.conditions ?? [], condition, this.#cluster.clock.now())
    const written = { ...this.#deployment, status: { ...this.#deployment.status, conditions } }
    this.#deployment = await this.#cluster.updateStatus('Deployment', written)
  }

  #counted(): DeploymentStatus {
    return countedStatus(this.#deployment, this.#current, this.#old, this.#cluster.clock.now())
  }

  async #writeStatus(status: DeploymentStatus): Promise<number | undefined> {
    if (!isDeepStrictEqual(status, this.#deployment.status)) {
      this.#deployment = await this.#cluster.updateStatus('Deployment', { ...this.#deployment, status })
    }
    return checkAgainAfter(this.#deployment, status, this.#cluster.clock.now())
  }

  #record(message: string): void {
    this.#events.record('Deployment', this.#deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message })
  }
}
