import { issuer } from '../authn/service-account-tokens.ts'
import type { ServerContext } from '../handlers/context.ts'
import { readObject } from '../handlers/read-body.ts'
import type { Exchange } from '../http/exchange.ts'
import { invalid, methodNotAllowed, notFound, StatusError } from '../http/status.ts'
import { fieldNumber, fieldObject, fieldString, timestamp } from '../object.ts'
import { parseWriteOptions } from '../registry/options.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { invalidValue } from '../validation/field.ts'

const MIN_SECONDS = 600
const MAX_SECONDS = 2 ** 32
const DEFAULT_SECONDS = 3600

const kind = {
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenRequest',
  schema: 'io.k8s.api.authentication.v1.TokenRequest',
}

/** Issues a token for a ServiceAccount, bound to a Pod or Secret when the request names one. */
export async function handleToken(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
): Promise<void> {
  if (exchange.info.verb !== 'create') {
    throw methodNotAllowed('the server does not allow this method on the requested resource')
  }
  const { namespace, name } = exchange.info
  const { dryRun, fieldValidation } = parseWriteOptions(exchange.query)
  const account = server.registry.get(definition, namespace, name)
  const request = await readObject(exchange, kind, fieldValidation)
  const spec = fieldObject(request, 'spec')
  const seconds = fieldNumber(spec, 'expirationSeconds') ?? DEFAULT_SECONDS
  if (seconds < MIN_SECONDS) {
    throw wrongDuration(seconds, 'may not specify a duration less than 10 minutes')
  }
  if (seconds > MAX_SECONDS) throw wrongDuration(seconds, 'may not specify a duration larger than 2^32 seconds')
  const audiences = Array.isArray(spec.audiences) && spec.audiences.length > 0 ? spec.audiences.map(String) : [issuer]
  const { token, expiration } = await server.tokens.issue(
    account,
    audiences,
    seconds,
    bindingOf(server, namespace, fieldObject(spec, 'boundObjectRef')),
  )
  exchange.send(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(server.clock.now()) },
    spec: { ...spec, audiences, expirationSeconds: seconds },
    status: { token: dryRun ? '' : token, expirationTimestamp: timestamp(expiration) },
  })
}

const wrongDuration = (seconds: number, detail: string) =>
  invalid('authentication.k8s.io', 'TokenRequest', '', [invalidValue('spec.expirationSeconds', seconds, detail)])

function bindingOf(server: ServerContext, namespace: string, reference: Record<string, unknown>) {
  if (!reference.kind) return undefined
  const { kind: bound } = reference
  if (bound !== 'Pod' && bound !== 'Secret') {
    throw StatusError.of(
      400,
      'BadRequest',
      `cannot bind token to object of type ${fieldString(reference, 'apiVersion')}, Kind=${bound}`,
    )
  }
  const plural = bound === 'Pod' ? 'pods' : 'secrets'
  const name = fieldString(reference, 'name')
  const object = server.store.get(plural, namespace, name)
  if (!object) throw notFound({ group: '', plural }, name)
  const uid = fieldString(reference, 'uid')
  if (uid && uid !== object.metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`
    throw StatusError.of(409, 'Conflict', `Operation cannot be fulfilled on ${plural} "${name}": ${why}`, {
      name,
      kind: plural,
    })
  }
  return { kind: bound, object } as const
}
