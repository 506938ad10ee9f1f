import { apiServer } from '../authn/user.ts'
import type { Clock } from '../clock.ts'
import { StatusError } from '../http/status.ts'
import { type KubeObject, timestamp } from '../object.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { definitionOfStorage } from '../resources/index.ts'
import { WorkQueue } from './work-queue.ts'

export interface NamespaceControllerOptions {
  registry: Registry
  clock: Clock
  /** The CA that pods verify the API server with. */
  ca: string
  onError: (error: unknown) => void
}

const ignoreExisting = (error: unknown) => {
  if (!(error instanceof StatusError && (error.code === 409 || error.code === 403))) throw error
}

/**
 * Gives every namespace its `default` ServiceAccount and the CA's ConfigMap, and empties and removes a namespace
 * that is being deleted.
 */
export class NamespaceController {
  readonly #options: NamespaceControllerOptions
  readonly #namespaced: ResourceDefinition[]
  readonly #queue: WorkQueue
  #unsubscribe = () => {}

  constructor(options: NamespaceControllerOptions, stored: ResourceDefinition[]) {
    this.#options = options
    this.#namespaced = stored.filter(({ namespaced }) => namespaced)
    this.#queue = new WorkQueue(name => this.#process(name), options.onError)
  }

  start(): void {
    const { store } = this.#options.registry
    this.#unsubscribe = store.hub.subscribe(undefined, ({ type, storage, object }) => {
      const { name, namespace } = object.metadata
      if (storage === 'namespaces') this.#queue.add(name)
      else if (namespace && (type === 'DELETED' || this.#isKept(storage, name))) this.#queue.add(namespace)
    })
    for (const { metadata } of store.list('namespaces')) this.#queue.add(metadata.name)
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    await this.#queue.stop()
  }

  #isKept(storage: string, name: string): boolean {
    return (
      (storage === 'serviceaccounts' && name === 'default') || (storage === 'configmaps' && name === 'kube-root-ca.crt')
    )
  }

  async #process(name: string): Promise<void> {
    const namespace = this.#options.registry.store.get('namespaces', undefined, name)
    if (!namespace) return
    if (namespace.metadata.deletionTimestamp) await this.#empty(namespace)
    else await this.#provide(name)
  }

  async #provide(namespace: string): Promise<void> {
    await this.#ensure('serviceaccounts', namespace, { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default' }, {})
    await this.#ensure(
      'configmaps',
      namespace,
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        name: 'kube-root-ca.crt',
        annotations: {
          'kubernetes.io/description':
            'The certificate of the authority that signed the certificate of this API server; pods verify the server with it.',
        },
      },
      { data: { 'ca.crt': this.#options.ca } },
    )
  }

  async #ensure(
    storage: string,
    namespace: string,
    {
      apiVersion,
      kind,
      ...metadata
    }: { apiVersion: string; kind: string; name: string; annotations?: Record<string, string> },
    content: { data?: Record<string, string> },
  ): Promise<void> {
    const { registry } = this.#options
    const found = registry.store.get(storage, namespace, metadata.name)
    const context = { user: apiServer, dryRun: false }
    const definition = definitionOfStorage(storage)
    if (!found) {
      const object = { apiVersion, kind, metadata, ...content } as unknown as KubeObject
      await registry.create(definition, namespace, object, context).catch(ignoreExisting)
    } else if (
      content.data &&
      (found.data as Record<string, string> | undefined)?.['ca.crt'] !== content.data['ca.crt']
    ) {
      await registry.update(
        definition,
        namespace,
        metadata.name,
        'main',
        current => ({ ...current, ...content }),
        context,
      )
    }
  }

  async #empty(namespace: KubeObject): Promise<void> {
    const { registry } = this.#options
    const { name } = namespace.metadata
    let left = 0
    for (const definition of this.#namespaced) {
      for (const { metadata } of registry.store.list(definition.storage, name)) {
        left++
        if (metadata.deletionTimestamp) continue
        const options = {
          dryRun: false,
          propagationPolicy: 'Background' as const,
          preconditions: { uid: metadata.uid },
        }
        const { action } = await registry.delete(definition, name, metadata.name, options)
        if (action === 'remove') left--
      }
    }
    if (left > 0) return this.#reportRemaining(name, left)
    const context = { user: apiServer, dryRun: false }
    await registry.update(
      definitionOfStorage('namespaces'),
      undefined,
      name,
      'finalize',
      current => ({ ...current, spec: { finalizers: [] } }),
      context,
    )
  }

  async #reportRemaining(name: string, left: number): Promise<void> {
    const { registry, clock } = this.#options
    const type = 'NamespaceContentRemaining'
    const message = `Some resources are remaining: ${left} resource instances`
    const at = timestamp(clock.now())
    await registry.update(
      definitionOfStorage('namespaces'),
      undefined,
      name,
      'status',
      current => {
        const conditions =
          (current.status as { conditions?: { type: string; message: string }[] } | undefined)?.conditions ?? []
        if (conditions.some(condition => condition.type === type && condition.message === message)) return current
        const condition = { type, status: 'True', reason: 'SomeResourcesRemain', message, lastTransitionTime: at }
        return { ...current, status: { phase: 'Terminating', conditions: [condition] } }
      },
      { user: apiServer, dryRun: false },
    )
  }
}
