import { unauthorized } from '../http/status.ts'
import type { ServiceAccountTokens } from './service-account-tokens.ts'
import type { TokenLookup } from './token-file.ts'
import { anonymous, type UserInfo } from './user.ts'

export type Authenticate = (authorization: string | undefined) => Promise<UserInfo>

/** Who a request is from, by its bearer token; without one it is anonymous. Throws 401 for a token of nobody. */
export const authenticator =
  (staticTokens: TokenLookup, accounts: ServiceAccountTokens): Authenticate =>
  async authorization => {
    if (!authorization) return anonymous
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
    if (!token) throw unauthorized()
    const user = staticTokens(token) ?? (await accounts.authenticate(token))
    if (!user) throw unauthorized()
    return user.groups.includes('system:authenticated')
      ? user
      : { ...user, groups: [...user.groups, 'system:authenticated'] }
  }
