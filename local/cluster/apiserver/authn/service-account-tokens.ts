import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../clock.ts'
import { fieldObject, fieldString, isObject, type KubeObject } from '../object.ts'
import type { Store } from '../registry/store.ts'
import type { UserInfo } from './user.ts'

export const issuer = 'https://kubernetes.default.svc.cluster.local'

/** What a token is bound to besides its ServiceAccount. */
export interface TokenBinding {
  kind: 'Pod' | 'Secret'
  object: KubeObject
}

export interface IssuedToken {
  token: string
  expiration: Date
}

/** Signs and checks the tokens of ServiceAccounts; the key is made once and kept. */
export class ServiceAccountTokens {
  readonly #key: KeyObject
  readonly #publicKey: KeyObject
  readonly #store: Store
  readonly #clock: Clock

  constructor(directory: string, store: Store, clock: Clock) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const file = join(directory, 'sa.key')
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    }
    this.#key = createPrivateKey(readFileSync(file))
    this.#publicKey = createPublicKey(this.#key)
    this.#store = store
    this.#clock = clock
  }

  /** A token for the account; `seconds` undefined: one that does not expire, as a token Secret holds. */
  async issue(
    account: KubeObject,
    audiences: string[],
    seconds: number | undefined,
    binding?: TokenBinding,
  ): Promise<IssuedToken> {
    const { name, namespace = '', uid } = account.metadata
    const now = Math.floor(this.#clock.now().getTime() / 1000)
    const expiration = new Date((now + (seconds ?? 0)) * 1000)
    const bound = binding && {
      [binding.kind.toLowerCase()]: { name: binding.object.metadata.name, uid: binding.object.metadata.uid },
    }
    const jwt = new SignJWT({
      'kubernetes.io': { namespace, serviceaccount: { name, uid }, ...bound },
    })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(issuer)
      .setSubject(`system:serviceaccount:${namespace}:${name}`)
      .setAudience(audiences.length > 0 ? audiences : [issuer])
      .setIssuedAt(now)
      .setNotBefore(now)
      .setJti(randomUUID())
    if (seconds !== undefined) jwt.setExpirationTime(now + seconds)
    return { token: await jwt.sign(this.#key), expiration }
  }

  /** Who a token belongs to; undefined when it is not ours, has expired, or what it is bound to is gone. */
  async authenticate(token: string): Promise<UserInfo | undefined> {
    const verified = await jwtVerify(token, this.#publicKey, {
      issuer,
      audience: issuer,
      algorithms: ['RS256'],
      currentDate: this.#clock.now(),
    }).catch(() => undefined) // whatever is wrong with the token, it proves nobody's identity
    if (!verified) return undefined
    const claims = verified.payload['kubernetes.io']
    if (!isObject(claims)) return undefined
    const namespace = fieldString(claims, 'namespace')
    const account = fieldObject(claims, 'serviceaccount')
    const name = fieldString(account, 'name')
    if (!this.#stands('serviceaccounts', namespace, account)) return undefined
    const pod = fieldObject(claims, 'pod')
    if (pod.name && !this.#stands('pods', namespace, pod)) return undefined
    const secret = fieldObject(claims, 'secret')
    if (secret.name && !this.#stands('secrets', namespace, secret)) return undefined
    return {
      name: `system:serviceaccount:${namespace}:${name}`,
      uid: fieldString(account, 'uid'),
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': [`JTI=${verified.payload.jti ?? ''}`],
        ...(pod.name
          ? {
              'authentication.kubernetes.io/pod-name': [fieldString(pod, 'name')],
              'authentication.kubernetes.io/pod-uid': [fieldString(pod, 'uid')],
            }
          : {}),
      },
    }
  }

  #stands(storage: string, namespace: string, reference: Record<string, unknown>): boolean {
    const found = this.#store.get(storage, namespace, fieldString(reference, 'name'))
    return found !== undefined && found.metadata.uid === reference.uid
  }
}
