import type { ServiceAccountTokens } from '../authn/service-account-tokens.ts'
import type { UserInfo } from '../authn/user.ts'
import type { RbacAuthorizer } from '../authz/rbac.ts'
import type { Clock } from '../clock.ts'
import type { Registry } from '../registry/registry.ts'
import type { Store } from '../registry/store.ts'
import type { KubeletClient } from '../subresources/kubelet-client.ts'

/** What every handler works with. */
export interface ServerContext {
  store: Store
  registry: Registry
  rbac: RbacAuthorizer
  tokens: ServiceAccountTokens
  /** Who a bearer token belongs to, undefined when to nobody. */
  authenticateToken: (token: string) => Promise<UserInfo | undefined>
  kubelet: KubeletClient
  clock: Clock
  /** Aborts when the server stops, for answers that stream. */
  stop: AbortSignal
}
