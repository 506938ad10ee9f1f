import diff from 'microdiff'
import { isObject, type Json, type JsonObject } from '../json.ts'

export interface Difference {
  /** `options.thresholds.critical`, `widgets[0].definition.title` */
  path: string
  /** What Datadog has; undefined where it has nothing. */
  before: Json | undefined
  after: Json | undefined
}

/**
 * What an object in Datadog lacks of its definition. Only what the definition declares is compared: defaults, ids and
 * times that the platform adds are no difference.
 */
export function differences(declared: JsonObject, actual: JsonObject): Difference[] {
  const wanted = comparable(declared)
  return diff(comparable(project(actual, declared)), wanted).map(change => ({
    path: pathOf(change.path),
    before: change.type === 'CREATE' ? undefined : (change.oldValue as Json),
    after: change.type === 'REMOVE' ? undefined : (change.value as Json),
  }))
}

function project(actual: Json | undefined, declared: Json): Json {
  if (isObject(declared) && isObject(actual)) {
    return Object.fromEntries(
      Object.keys(declared)
        .filter(key => actual[key] !== undefined)
        .map(key => [key, project(actual[key], declared[key] ?? null)]),
    )
  }
  if (Array.isArray(declared) && Array.isArray(actual)) {
    return actual.map((each, index) => {
      const wanted = declared[index]
      return wanted === undefined ? each : project(each, wanted)
    })
  }
  return actual ?? null
}

/** Tags are a set, and a metric monitor has two names for its type. */
function comparable(body: Json): JsonObject {
  if (!isObject(body)) return {}
  const next = { ...body }
  if (Array.isArray(next.tags)) next.tags = next.tags.map(String).sort()
  if (next.type === 'metric alert') next.type = 'query alert'
  return next
}

function pathOf(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index > 0 ? `.${part}` : part)).join('')
}
