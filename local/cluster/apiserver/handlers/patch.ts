import { invalid, StatusError } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
import { applyPatch, type PatchType } from '../patch/apply.ts'
import { type Decoded, decode, type FieldValidation } from '../validation/decode.ts'
import { invalidValue } from '../validation/field.ts'
import { type BodyKind, checkKind } from './read-body.ts'

/**
 * Applies a patch and checks the result against the schema. As in the real API, a result of the wrong type is the
 * patch's fault (422 on the field `patch`), while an unknown field is a bad request.
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
  try {
    return decode(kind.schema, kind.kind, checkKind(patched, kind), mode)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    const { message } = error
    const detail = message.slice(message.indexOf(': ') + 2)
    if (detail.startsWith('strict decoding error')) {
      throw invalid('', '', '', [invalidValue('patch', JSON.stringify(document), detail)])
    }
    throw invalid('', '', '', [invalidValue('patch', JSON.stringify(patched), detail)])
  }
}
