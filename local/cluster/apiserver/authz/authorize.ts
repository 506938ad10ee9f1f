import type { UserInfo } from '../authn/user.ts'
import type { RequestInfo } from '../http/request-info.ts'
import { forbiddenFor, StatusError } from '../http/status.ts'
import type { Attributes, RbacAuthorizer } from './rbac.ts'

export function attributesOf(info: RequestInfo): Attributes {
  if (!info.isResource) return { verb: info.verb, path: info.path }
  const { verb, group, resource, subresource, namespace, name } = info
  return { verb, group, resource, subresource, namespace, name }
}

/** Answers 403 in the API's words when the user may not do what the request asks for. */
export function authorize(rbac: RbacAuthorizer, user: UserInfo, info: RequestInfo): void {
  if (rbac.allows(user, attributesOf(info))) return
  if (!info.isResource) {
    throw StatusError.of(403, 'Forbidden', `forbidden: User "${user.name}" cannot ${info.verb} path "${info.path}"`, {})
  }
  const { verb, group, resource, subresource, namespace, name } = info
  const what = subresource ? `${resource}/${subresource}` : resource
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'
  throw forbiddenFor(
    { group, plural: resource },
    name,
    `User "${user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`,
  )
}
