import type { UserInfo } from '../authn/user.ts'
import type { Attributes, PolicyRule } from '../authz/rbac.ts'
import { ruleAllows } from '../authz/rbac.ts'
import type { ServerContext } from '../handlers/context.ts'
import { type BodyKind, readObject } from '../handlers/read-body.ts'
import type { Exchange } from '../http/exchange.ts'
import { badRequest, invalid, methodNotAllowed } from '../http/status.ts'
import { fieldObject, fieldString, isObject, type JsonObject, type KubeObject, timestamp } from '../object.ts'
import { parseWriteOptions } from '../registry/options.ts'
import { invalidValue, required } from '../validation/field.ts'

const kindOf = (group: string, kind: string): BodyKind => ({
  group: `${group}.k8s.io`,
  version: 'v1',
  kind,
  schema: `io.k8s.api.${group}.v1.${kind}`,
})

function attributesOf(spec: JsonObject, kind: BodyKind): Attributes {
  const { resourceAttributes: resource, nonResourceAttributes: other } = spec
  if (isObject(resource) === isObject(other)) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
    throw invalid(kind.group, kind.kind, '', [invalidValue('spec.resourceAttributes', resource ?? null, detail)])
  }
  if (isObject(other)) return { verb: fieldString(other, 'verb'), path: fieldString(other, 'path') }
  const given = resource as JsonObject
  return {
    verb: fieldString(given, 'verb'),
    group: fieldString(given, 'group'),
    resource: fieldString(given, 'resource'),
    subresource: fieldString(given, 'subresource'),
    namespace: fieldString(given, 'namespace'),
    name: fieldString(given, 'name'),
  }
}

/** Where an allowance comes from, in the words of the RBAC authorizer. */
function reasonOf(server: ServerContext, user: UserInfo, attributes: Attributes): string {
  if (user.groups.includes('system:masters')) return ''
  const namespace = 'path' in attributes ? '' : attributes.namespace
  const binding = server.rbac
    .bindingsOf(user, namespace)
    .find(found => server.rbac.rulesOf(found).some(rule => ruleAllows(rule, attributes)))
  if (!binding) return ''
  const role = fieldObject(binding, 'roleRef')
  const where = binding.metadata.namespace
    ? `${binding.metadata.name}/${binding.metadata.namespace}`
    : binding.metadata.name
  const subject = user.name.startsWith('system:serviceaccount:')
    ? `ServiceAccount "${user.name.split(':').slice(2).reverse().join('/')}"`
    : `User "${user.name}"`
  return `RBAC: allowed by ${binding.kind} "${where}" of ${role.kind} "${role.name}" to ${subject}`
}

function decide(server: ServerContext, user: UserInfo, attributes: Attributes) {
  const allowed = server.rbac.allows(user, attributes)
  const reason = allowed ? reasonOf(server, user, attributes) : ''
  return { allowed, ...(reason ? { reason } : {}) }
}

function accessReview(server: ServerContext, exchange: Exchange, review: KubeObject, kind: BodyKind): JsonObject {
  const spec = fieldObject(review, 'spec')
  const attributes = attributesOf(spec, kind)
  if (kind.kind === 'SelfSubjectAccessReview') return decide(server, exchange.user, attributes)
  const groups = Array.isArray(spec.groups) ? spec.groups.map(String) : []
  const name = fieldString(spec, 'user')
  if (!name && groups.length === 0) {
    const detail = 'at least one of user or group must be specified'
    throw invalid(kind.group, kind.kind, '', [invalidValue('spec.user', '', detail)])
  }
  if (
    kind.kind === 'LocalSubjectAccessReview' &&
    'namespace' in attributes &&
    attributes.namespace !== exchange.info.namespace
  ) {
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${exchange.info.namespace}`)
  }
  return decide(server, { name, groups }, attributes)
}

function rulesReview(server: ServerContext, exchange: Exchange, review: KubeObject, kind: BodyKind): JsonObject {
  const namespace = fieldString(fieldObject(review, 'spec'), 'namespace')
  if (!namespace) throw invalid(kind.group, kind.kind, '', [required('spec.namespace')])
  const everything: PolicyRule[] = [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ]
  const { user } = exchange
  const bound = server.rbac.rulesFor(user, namespace)
  const rules = user.groups.includes('system:masters') ? [...everything, ...bound] : bound
  return {
    resourceRules: rules.filter(rule => rule.resources).map(({ nonResourceURLs: _, ...rule }) => rule),
    nonResourceRules: rules
      .filter(rule => rule.nonResourceURLs)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  }
}

const infoOf = ({ name, uid, groups, extra }: UserInfo) => ({
  username: name,
  ...(uid ? { uid } : {}),
  groups,
  ...(extra ? { extra } : {}),
})

async function tokenReview(server: ServerContext, review: KubeObject): Promise<JsonObject> {
  const token = fieldString(fieldObject(review, 'spec'), 'token')
  const user = await server.authenticateToken(token)
  return user
    ? { authenticated: true, user: infoOf(user) }
    : { authenticated: false, error: 'the token belongs to nobody' }
}

type Review = (
  server: ServerContext,
  exchange: Exchange,
  review: KubeObject,
  kind: BodyKind,
) => JsonObject | Promise<JsonObject>

const reviews: Record<string, [BodyKind, Review]> = {
  selfsubjectaccessreviews: [kindOf('authorization', 'SelfSubjectAccessReview'), accessReview],
  subjectaccessreviews: [kindOf('authorization', 'SubjectAccessReview'), accessReview],
  localsubjectaccessreviews: [kindOf('authorization', 'LocalSubjectAccessReview'), accessReview],
  selfsubjectrulesreviews: [kindOf('authorization', 'SelfSubjectRulesReview'), rulesReview],
  selfsubjectreviews: [
    kindOf('authentication', 'SelfSubjectReview'),
    (_, exchange) => ({ userInfo: infoOf(exchange.user) }),
  ],
  tokenreviews: [kindOf('authentication', 'TokenReview'), (server, _, review) => tokenReview(server, review)],
}

/** Answers the reviews of authorization and authentication, which are asked by POST and not stored; false for others. */
export async function handleReview(server: ServerContext, exchange: Exchange): Promise<boolean> {
  const { group, version, resource, subresource, verb } = exchange.info
  const found = Object.hasOwn(reviews, resource) ? reviews[resource] : undefined
  if (!found || found[0].group !== group || version !== 'v1' || subresource) return false
  if (verb !== 'create') throw methodNotAllowed('the server does not allow this method on the requested resource')
  const [kind, review] = found
  const body = await readObject(exchange, kind, parseWriteOptions(exchange.query).fieldValidation)
  const status = await review(server, exchange, body, kind)
  exchange.send(201, {
    ...body,
    metadata: { ...body.metadata, creationTimestamp: timestamp(server.clock.now()) },
    status,
  })
  return true
}
