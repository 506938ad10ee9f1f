import { invalid, StatusError } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
import { applyPatch, type PatchType } from '../patch/apply.ts'
import { goMap } from '../patch/go-map.ts'
import { type Decoded, decode, type FieldValidation } from '../validation/decode.ts'
import { invalidValue } from '../validation/field.ts'
import { type BodyKind, checkKind } from './read-body.ts'

/** What the message about a refused patch shows: a strategic patch itself, otherwise the object that it leads to. */
function refusal(type: PatchType, document: unknown, patched: unknown, detail: string): StatusError {
  const strategic = type === 'application/strategic-merge-patch+json'
  const strict = detail.startsWith('strict decoding error')
  const wanted = / of type (\w+)$/.exec(detail)?.[1]
  const shown = strategic ? goMap(document) : JSON.stringify(strict ? document : patched)
  const why = strategic && wanted ? `unrecognized type: ${wanted}` : detail
  return invalid('', '', '', [invalidValue('patch', shown, why)])
}

/**
 * Applies a patch and checks the result against the schema. As in the real API, a result that does not fit is the
 * patch's fault: 422 on the field `patch`. A strategic patch
 * cannot change what kind of object it is applied to, and one that tries is not refused.
 */
export function patchedObject(
  kind: BodyKind,
  type: PatchType,
  current: KubeObject,
  document: unknown,
  mode: FieldValidation,
): Decoded {
  const schema = { $ref: `#/components/schemas/${kind.schema}` }
  const patched = applyPatch(type, current, document, schema)
  if (type === 'application/strategic-merge-patch+json') {
    patched.apiVersion = current.apiVersion
    patched.kind = current.kind
  }
  try {
    return decode(kind.schema, kind.kind, checkKind(patched, kind), mode)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    const { message } = error
    throw refusal(type, document, patched, message.slice(message.indexOf(': ') + 2))
  }
}
