import type { Kind } from '../definitions/kinds.ts'
import type { JsonObject } from '../json.ts'
import { type Sdk, sdk } from './sdk.ts'

/** The client's name of what is sent to create an object. */
const models: Record<Exclude<Kind, 'rum'>, string> = {
  slo: 'ServiceLevelObjectiveRequest',
  monitor: 'Monitor',
  synthetics: 'SyntheticsAPITest',
  dashboard: 'Dashboard',
}

/**
 * What Datadog's schema does not know in a body, or misses, found by the official client's own models: what they
 * cannot parse or keep aside would reach the API as something else, or not at all.
 */
export async function schemaProblems(kind: Kind, body: JsonObject): Promise<string[]> {
  const { v1, v2 } = await sdk()
  return kind === 'rum'
    ? roundTrip(v2.ObjectSerializer, 'RUMApplicationCreateAttributes', body)
    : roundTrip(v1.ObjectSerializer, models[kind], body)
}

function roundTrip(serializer: Sdk['v1']['ObjectSerializer'], model: string, body: JsonObject): string[] {
  try {
    const parsed: unknown = serializer.deserialize(body, model)
    const problems = [...unknownParts(parsed, '')]
    if (problems.length === 0) serializer.serialize(parsed, model, '')
    return problems
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function* unknownParts(value: unknown, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  if (value.constructor.name === 'UnparsedObject' && '_data' in value) {
    yield `${path || 'the object'}: not a value that Datadog knows: ${JSON.stringify(value._data)}`
    return
  }
  for (const [key, each] of Object.entries(value)) {
    if (key === 'additionalProperties') {
      for (const name of Object.keys(each ?? {}))
        yield `${path ? `${path}.` : ''}${name}: not a field that Datadog knows`
      continue
    }
    yield* unknownParts(each, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key)
  }
}
