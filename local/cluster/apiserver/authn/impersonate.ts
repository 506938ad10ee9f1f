import type { IncomingHttpHeaders } from 'node:http'
import type { RbacAuthorizer } from '../authz/rbac.ts'
import { badRequest, forbiddenFor } from '../http/status.ts'
import type { UserInfo } from './user.ts'

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/

const listed = (header: string | string[] | undefined): string[] =>
  header === undefined ? [] : (Array.isArray(header) ? header : header.split(',')).map(text => text.trim())

function allow(rbac: RbacAuthorizer, user: UserInfo, resource: string, name: string, namespace = ''): void {
  const attributes = { verb: 'impersonate', group: '', resource, subresource: '', namespace, name }
  if (rbac.allows(user, attributes)) return
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'
  const why = `User "${user.name}" cannot impersonate resource "${resource}" in API group "" ${where}`
  throw forbiddenFor({ group: '', plural: resource }, name, why)
}

/**
 * Who a request acts as: its user, or whom the Impersonate-* headers name when the user may do that.
 * Throws 403 when it may not, 400 for groups without a user.
 */
export function impersonate(rbac: RbacAuthorizer, user: UserInfo, headers: IncomingHttpHeaders): UserInfo {
  const name = listed(headers['impersonate-user'])[0] ?? ''
  const groups = listed(headers['impersonate-group'])
  const uid = listed(headers['impersonate-uid'])[0]
  if (!name) {
    if (groups.length > 0 || uid) throw badRequest('requested impersonation without impersonating a user')
    return user
  }
  const account = ACCOUNT.exec(name)
  if (account) allow(rbac, user, 'serviceaccounts', account[2] ?? '', account[1])
  else allow(rbac, user, 'users', name)
  for (const group of groups) allow(rbac, user, 'groups', group)
  const own = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : []
  const joined = groups.length > 0 ? groups : own
  const authenticated = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'
  return { name, ...(uid ? { uid } : {}), groups: [...new Set([...joined, authenticated])] }
}
