import { BodyError, type Exchange } from '../http/exchange.ts'
import { badRequest } from '../http/status.ts'
import { isObject, type KubeObject } from '../object.ts'
import { findKind } from '../resources/index.ts'
import type { FieldValidation } from '../validation/decode.ts'
import { decode } from '../validation/decode.ts'

/** A kind as a request body must be of it. */
export interface BodyKind {
  group: string
  version: string
  kind: string
  schema: string
}

const packageOf = (group: string) => (group === '' ? 'core' : (group.split('.')[0] ?? ''))

/** Why a body of another kind cannot be taken, in the words of the API for each way of being another. */
function otherKind(given: string, givenVersion: string, { group, version, kind }: BodyKind): string {
  const [givenGroup, shortVersion] = givenVersion.includes('/') ? givenVersion.split('/') : ['', givenVersion]
  const apiVersion = group ? `${group}/${version}` : version
  if (givenGroup === group && shortVersion !== version) {
    return `the API version in the data (${givenVersion}) does not match the expected API version (${apiVersion})`
  }
  const refused = `${given} in version ${JSON.stringify(shortVersion)} cannot be handled as a ${kind}: `
  return givenGroup !== undefined && findKind(givenGroup, given)
    ? `${refused}converting (${shortVersion}.${given}) to (${packageOf(group)}.${kind}): unknown conversion`
    : `${refused}no kind ${JSON.stringify(given)} is registered for version ${JSON.stringify(givenVersion)}`
}

/** Fills in apiVersion and kind where the body leaves them out, and refuses those of something else. */
export function checkKind(body: Record<string, unknown>, wanted: BodyKind): KubeObject {
  const { group, version, kind } = wanted
  const apiVersion = group ? `${group}/${version}` : version
  const given = String(body.kind ?? kind)
  const givenVersion = String(body.apiVersion ?? apiVersion)
  if (given !== kind || givenVersion !== apiVersion) throw badRequest(otherKind(given, givenVersion, wanted))
  return { ...body, apiVersion, kind, metadata: body.metadata ?? {} } as KubeObject
}

/** The body as an object of the kind; throws 400 when it is empty or malformed. */
export async function readObject(exchange: Exchange, kind: BodyKind, mode: FieldValidation): Promise<KubeObject> {
  const body = await exchange.body().catch(error => {
    throw error instanceof BodyError ? error.forKind(kind.kind) : error
  })
  if (!isObject(body)) {
    const why =
      body === undefined
        ? 'unexpected end of JSON input (<empty>)'
        : `json: cannot unmarshal ${Array.isArray(body) ? 'array' : typeof body} into an object`
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: ${why}`,
    )
  }
  const { object, warnings } = decode(kind.schema, kind.kind, checkKind(body, kind), mode, exchange.duplicates)
  exchange.warnings.push(...warnings)
  return object
}
