import {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  CoordinationV1Api,
  CoreV1Api,
  createConfiguration,
  type KubeConfig,
  PatchStrategy,
  ServerConfiguration,
  setHeaderOptions,
  type V1Deployment,
} from '@kubernetes/client-node'
import { z } from 'zod'
import type { Operation } from '../change/edits.ts'
import type { Clock } from '../clock.ts'
import { ClusterError, messageOf } from '../errors.ts'
import { RECONCILER, RECORDS } from '../preconditions.ts'
import type { Cluster, Right, Versioned, Workload, WorkloadView } from './cluster.ts'
import { type Reflected, reflect } from './reflector.ts'
import { workloadFrom } from './workload.ts'

const TIMEOUT_MS = 8_000

type ApiClass<T> = new (configuration: ReturnType<typeof createConfiguration>) => T

/** An API of the client library whose every call gives up after some seconds. */
export function apiClient<T>(config: KubeConfig, api: ApiClass<T>): T {
  const cluster = config.getCurrentCluster()
  if (!cluster) throw new Error('the kubeconfig names no cluster')
  const limited = {
    pre: async <C extends { setSignal(signal: AbortSignal): void }>(context: C) => {
      context.setSignal(AbortSignal.timeout(TIMEOUT_MS))
      return context
    },
    post: async <C>(context: C) => context,
  }
  return new api(
    createConfiguration({
      baseServer: new ServerConfiguration(cluster.server, {}),
      authMethods: { default: config },
      promiseMiddleware: [limited],
    }),
  )
}

const statusSchema = z.looseObject({ message: z.string() })

/** What the API server said, as the engine tells it apart. */
export function clusterErrorFrom(error: unknown): ClusterError {
  if (error instanceof ClusterError) return error
  if (!(error instanceof ApiException)) {
    const timedOut = error instanceof Error && error.name === 'AbortError'
    const message = timedOut ? `no answer within ${TIMEOUT_MS / 1000} s` : messageOf(error)
    return new ClusterError('unreachable', message, { cause: error })
  }
  const message = statusMessage(error.body) ?? `HTTP ${error.code}`
  if (error.code === 404) return new ClusterError('not-found', message)
  if (error.code === 409) return new ClusterError('conflict', message)
  if (error.code === 401 || error.code === 403) return new ClusterError('forbidden', message)
  if (error.code >= 400 && error.code < 500 && error.code !== 429) return new ClusterError('invalid', message)
  return new ClusterError('unreachable', message)
}

function statusMessage(body: unknown): string | null {
  try {
    const parsed = statusSchema.safeParse(typeof body === 'string' ? JSON.parse(body) : body)
    return parsed.success ? parsed.data.message : null
  } catch {
    return null // a proxy's HTML page, not a Status: the code alone has to do
  }
}

/** The client library turns dates into `Date`; the engine compares plain JSON. */
const plain = (object: unknown): unknown => JSON.parse(JSON.stringify(object))

export interface KubernetesClusterOptions {
  config: KubeConfig
  namespace: string
  clock: Clock
}

/** The engine's view of a real API server. */
export class KubernetesCluster implements Cluster {
  readonly namespace: string
  readonly #config: KubeConfig
  readonly #clock: Clock
  readonly #apps: AppsV1Api
  readonly #core: CoreV1Api
  readonly #authorization: AuthorizationV1Api
  readonly #coordination: CoordinationV1Api

  constructor({ config, namespace, clock }: KubernetesClusterOptions) {
    this.namespace = namespace
    this.#config = config
    this.#clock = clock
    this.#apps = apiClient(config, AppsV1Api)
    this.#core = apiClient(config, CoreV1Api)
    this.#authorization = apiClient(config, AuthorizationV1Api)
    this.#coordination = apiClient(config, CoordinationV1Api)
  }

  async namespaceLabels(): Promise<Record<string, string>> {
    const { metadata } = await this.#call(() => this.#core.readNamespace({ name: this.namespace }))
    return metadata?.labels ?? {}
  }

  async readWorkload(name: string): Promise<Workload> {
    return workloadFrom(
      plain(await this.#call(() => this.#apps.readNamespacedDeployment({ name, namespace: this.namespace }))),
    )
  }

  async listWorkloads(): Promise<Workload[]> {
    const { items } = await this.#call(() => this.#apps.listNamespacedDeployment({ namespace: this.namespace }))
    return items.map(item => workloadFrom(plain(item)))
  }

  async patchWorkload(name: string, operations: Operation[]): Promise<Workload> {
    const options = setHeaderOptions('Content-Type', PatchStrategy.JsonPatch)
    try {
      return workloadFrom(
        plain(
          await this.#call(() =>
            this.#apps.patchNamespacedDeployment({ name, namespace: this.namespace, body: operations }, options),
          ),
        ),
      )
    } catch (error) {
      if (!(error instanceof ClusterError) || error.kind !== 'invalid') throw error
      // A failed `test` is a 422 like a refused object. Which of the two it was, the version we tested tells.
      const tested = operations.find(
        operation => operation.op === 'test' && operation.path === '/metadata/resourceVersion',
      )
      const { resourceVersion } = await this.readWorkload(name)
      if (tested?.op === 'test' && tested.value !== resourceVersion) throw new ClusterError('conflict', error.message)
      throw error
    }
  }

  async readRecords(): Promise<Versioned<Record<string, string>>> {
    const { metadata, data } = await this.#call(() =>
      this.#core.readNamespacedConfigMap({ name: RECORDS, namespace: this.namespace }),
    )
    return { resourceVersion: metadata?.resourceVersion ?? '', value: data ?? {} }
  }

  async writeRecords(
    resourceVersion: string,
    changes: Record<string, string | null>,
  ): Promise<Versioned<Record<string, string>>> {
    const body = { metadata: { resourceVersion }, data: changes }
    const options = setHeaderOptions('Content-Type', PatchStrategy.MergePatch)
    const { metadata, data } = await this.#call(() =>
      this.#core.patchNamespacedConfigMap({ name: RECORDS, namespace: this.namespace, body }, options),
    )
    return { resourceVersion: metadata?.resourceVersion ?? '', value: data ?? {} }
  }

  async missingRights(rights: Right[]): Promise<Right[]> {
    const allowed = await Promise.all(
      rights.map(async ({ verb, group, resource, name }) => {
        const resourceAttributes = { namespace: this.namespace, verb, group, resource, name }
        const review = await this.#call(() =>
          this.#authorization.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } }),
        )
        return review.status?.allowed ?? false
      }),
    )
    return rights.filter((_, index) => !allowed[index])
  }

  async readHeartbeat(): Promise<string | null> {
    const { spec } = await this.#call(() =>
      this.#coordination.readNamespacedLease({ name: RECONCILER, namespace: this.namespace }),
    )
    const renewed = plain(spec?.renewTime ?? null)
    return typeof renewed === 'string' ? renewed : null
  }

  async writeHeartbeat(holder: string, at: string): Promise<void> {
    // A MicroTime wants exactly six digits after the second.
    const renewTime = at.replace(/\.(\d{3})Z$/, '.$1000Z')
    const body = { spec: { holderIdentity: holder, renewTime } }
    const options = setHeaderOptions('Content-Type', PatchStrategy.MergePatch)
    await this.#call(() =>
      this.#coordination.patchNamespacedLease({ name: RECONCILER, namespace: this.namespace, body }, options),
    )
  }

  /** Watches the Deployments until `stop`. */
  watchWorkloads(onStatus: (problem: string | null) => void): WorkloadView & { stop(): void } {
    const listeners = new Set<() => void>()
    let known: Workload[] | null = null
    const reflected: Reflected<V1Deployment> = reflect<V1Deployment>({
      config: this.#config,
      path: `/apis/apps/v1/namespaces/${this.namespace}/deployments`,
      list: () => this.#call(() => this.#apps.listNamespacedDeployment({ namespace: this.namespace })),
      clock: this.#clock,
      onChange: () => {
        known = (reflected.items() ?? []).map(item => workloadFrom(plain(item)))
        for (const listener of listeners) listener()
      },
      onStatus,
    })
    return {
      current: () => known,
      onChange: listener => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      stop: () => {
        listeners.clear()
        reflected.stop()
      },
    }
  }

  async #call<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action()
    } catch (error) {
      throw clusterErrorFrom(error)
    }
  }
}
