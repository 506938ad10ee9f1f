import type { ServiceAccountTokens } from '../authn/service-account-tokens.ts'
import { apiServer } from '../authn/user.ts'
import { fieldObject, type KubeObject } from '../object.ts'
import type { Registry } from '../registry/registry.ts'
import { definitionOfStorage } from '../resources/index.ts'
import { WorkQueue } from './work-queue.ts'

const TYPE = 'kubernetes.io/service-account-token'
const ACCOUNT = 'kubernetes.io/service-account.name'
const UID = 'kubernetes.io/service-account.uid'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Fills Secrets of the type service-account-token with a lasting token, the CA and the namespace. */
export class TokenSecretController {
  readonly #registry: Registry
  readonly #tokens: ServiceAccountTokens
  readonly #ca: string
  readonly #queue: WorkQueue
  #unsubscribe = () => {}

  constructor(registry: Registry, tokens: ServiceAccountTokens, ca: string, onError: (error: unknown) => void) {
    this.#registry = registry
    this.#tokens = tokens
    this.#ca = ca
    this.#queue = new WorkQueue(key => this.#process(key), onError)
  }

  start(): void {
    const offer = (secret: KubeObject) => {
      if (secret.type === TYPE) this.#queue.add(`${secret.metadata.namespace}/${secret.metadata.name}`)
    }
    this.#unsubscribe = this.#registry.store.hub.subscribe('secrets', ({ type, object }) => {
      if (type !== 'DELETED') offer(object)
    })
    for (const secret of this.#registry.store.list('secrets')) offer(secret)
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    await this.#queue.stop()
  }

  async #process(key: string): Promise<void> {
    const [namespace = '', name = ''] = key.split('/')
    const { store } = this.#registry
    const secret = store.get('secrets', namespace, name)
    if (!secret || fieldObject(secret, 'data').token) return
    const account = store.get('serviceaccounts', namespace, secret.metadata.annotations?.[ACCOUNT] ?? '')
    if (!account) return
    const { token } = await this.#tokens.issue(account, [], undefined, { kind: 'Secret', object: secret })
    const data = { 'ca.crt': base64(this.#ca), namespace: base64(namespace), token: base64(token) }
    await this.#registry.update(
      definitionOfStorage('secrets'),
      namespace,
      name,
      'main',
      current => ({
        ...current,
        metadata: {
          ...current.metadata,
          annotations: { ...current.metadata.annotations, [UID]: account.metadata.uid },
        },
        data: { ...fieldObject(current, 'data'), ...data },
      }),
      { user: apiServer, dryRun: false },
    )
  }
}
