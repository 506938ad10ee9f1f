/** Who makes a request. */
export interface UserInfo {
  name: string
  uid?: string
  groups: string[]
  extra?: Record<string, string[]>
}

export const anonymous: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

/** The API server itself, for what its own controllers write. */
export const apiServer: UserInfo = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }
