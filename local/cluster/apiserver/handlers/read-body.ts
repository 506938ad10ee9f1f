import { BodyError, type Exchange } from '../http/exchange.ts'
import { badRequest } from '../http/status.ts'
import { isObject, type KubeObject } from '../object.ts'
import type { FieldValidation } from '../validation/decode.ts'
import { decode } from '../validation/decode.ts'

/** A kind as a request body must be of it. */
export interface BodyKind {
  group: string
  version: string
  kind: string
  schema: string
}

/** Fills in apiVersion and kind where the body leaves them out, and refuses those of something else. */
export function checkKind(body: Record<string, unknown>, { group, version, kind }: BodyKind): KubeObject {
  const apiVersion = group ? `${group}/${version}` : version
  const given = body.kind ?? kind
  const givenVersion = body.apiVersion ?? apiVersion
  if (given !== kind || givenVersion !== apiVersion) {
    throw badRequest(
      `${given} in version ${JSON.stringify(String(givenVersion).split('/').pop())} cannot be handled as a ${kind}: no kind ${JSON.stringify(given)} is registered for version ${JSON.stringify(givenVersion)}`,
    )
  }
  const metadata = isObject(body.metadata) || body.metadata !== undefined ? body.metadata : {}
  return { ...body, apiVersion, kind, metadata } as KubeObject
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
  const { object, warnings } = decode(kind.schema, kind.kind, checkKind(body, kind), mode)
  exchange.warnings.push(...warnings)
  return object
}
