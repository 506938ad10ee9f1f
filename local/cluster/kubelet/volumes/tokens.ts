import type { ApiClient } from '../../client/api-client.ts'
import type { Clock } from '../../client/clock.ts'
import type { Pod } from '../../client/types.ts'

interface Token {
  value: string
  /** Milliseconds since the epoch at which it should be replaced. */
  renewAt: number
}

/** A token is replaced after this part of its life, and after a day at the latest, as the kubelet does. */
const RENEW_AFTER = 0.8
const LONGEST_USE_MS = 24 * 3_600_000

/** ServiceAccount tokens of one pod, bound to it and renewed in time. */
export class PodTokens {
  readonly #client: ApiClient
  readonly #clock: Clock
  readonly #tokens = new Map<string, Token>()

  constructor(client: ApiClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  /** Asks for the tokens that the pod's volumes need and that are missing or due. */
  async refresh(pod: Pod): Promise<void> {
    const sources = (pod.spec.volumes ?? [])
      .flatMap(volume => volume.projected?.sources ?? [])
      .flatMap(source => (source.serviceAccountToken ? [source.serviceAccountToken] : []))
    for (const { audience, expirationSeconds = 3600 } of sources) {
      const key = keyOf(audience, expirationSeconds)
      const known = this.#tokens.get(key)
      const now = this.#clock.now()
      if (known && known.renewAt > now) continue
      const { namespace, name, uid } = pod.metadata
      const { token, expirationTimestamp } = await this.#client.createToken(
        { namespace, name: pod.spec.serviceAccountName ?? 'default' },
        { audiences: audience ? [audience] : [], expirationSeconds, boundPod: { name, uid } },
      )
      const life = Date.parse(expirationTimestamp) - now
      this.#tokens.set(key, { value: token, renewAt: now + Math.min(life * RENEW_AFTER, LONGEST_USE_MS) })
    }
  }

  /** The token that `refresh` asked for. */
  get(audience: string | undefined, expirationSeconds: number): string {
    const token = this.#tokens.get(keyOf(audience, expirationSeconds))
    if (!token) throw new Error('the token was not asked for')
    return token.value
  }

  /** When the next token is due, milliseconds since the epoch. */
  renewAt(): number | undefined {
    const due = [...this.#tokens.values()].map(({ renewAt }) => renewAt)
    return due.length > 0 ? Math.min(...due) : undefined
  }
}

const keyOf = (audience: string | undefined, seconds: number) => `${audience ?? ''}/${seconds}`
