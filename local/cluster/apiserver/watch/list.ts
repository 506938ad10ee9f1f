import { badRequest, expired, StatusError } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
import { parseFieldSelector, parseLabelSelector } from '../registry/selectors.ts'
import type { Store } from '../registry/store.ts'
import { type ResourceDefinition, supportedFields } from '../resources/definition.ts'
import { type Selection, selects } from './watcher.ts'

export interface ListResult {
  items: KubeObject[]
  resourceVersion: string
  continue?: string
  remainingItemCount?: number
}

interface ContinueToken {
  v: 'meta.k8s.io/v1'
  rv: number
  start: string
}

export const parseSelection = (
  definition: ResourceDefinition,
  namespace: string | undefined,
  query: URLSearchParams,
): Selection => ({
  definition,
  namespace,
  labels: parseLabelSelector(query.get('labelSelector')),
  fields: parseFieldSelector(query.get('fieldSelector'), supportedFields(definition)),
})

/** Reads a resourceVersion parameter: undefined when it is absent; throws 400 when it is no number. */
export function parseResourceVersion(text: string | null): number | undefined {
  if (text === null || text === '') return undefined
  if (!/^\d+$/.test(text))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  return Number(text)
}

/** A version from the future: the client knows a newer state than this server has. */
export function refuseFuture(store: Store, wanted: number): void {
  if (wanted <= store.revision()) return
  throw StatusError.of(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${store.revision()}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version', field: '' }],
    retryAfterSeconds: 1,
  })
}

function parseContinue(token: string): ContinueToken {
  try {
    const parsed = JSON.parse(Buffer.from(token, 'base64url').toString()) as ContinueToken
    if (parsed.v === 'meta.k8s.io/v1' && Number.isInteger(parsed.rv) && typeof parsed.start === 'string') return parsed
  } catch {
    // falls through to the answer for a token that this server did not make
  }
  throw badRequest(
    `invalid continue token: continue key is not valid: ${JSON.stringify(token)} was not made by this server`,
  )
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`

/** Lists a selection, in pages of `limit` that all show the state of the first one. */
export function list(store: Store, selection: Selection, query: URLSearchParams): ListResult {
  const token = query.get('continue')
  const from = token ? parseContinue(token) : undefined
  const wanted = parseResourceVersion(query.get('resourceVersion'))
  if (wanted !== undefined) refuseFuture(store, wanted)
  const exact = query.get('resourceVersionMatch') === 'Exact'
  const revision = from?.rv ?? (exact && wanted ? wanted : store.revision())
  const objects = itemsAt(store, selection, revision)
  const rest = from ? objects.filter(object => keyOf(object) > from.start) : objects
  const limit = Number(query.get('limit') ?? 0)
  if (!Number.isInteger(limit) || limit < 0)
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(query.get('limit'))}: invalid syntax`)
  const items = limit > 0 ? rest.slice(0, limit) : rest
  const last = items.at(-1)
  if (!last || items.length === rest.length) return { items, resourceVersion: String(revision) }
  const next: ContinueToken = { v: 'meta.k8s.io/v1', rv: revision, start: keyOf(last) }
  const selective = selection.labels.length > 0 || selection.fields.length > 0
  return {
    items,
    resourceVersion: String(revision),
    continue: Buffer.from(JSON.stringify(next)).toString('base64url'),
    ...(selective ? {} : { remainingItemCount: rest.length - items.length }),
  }
}

function itemsAt(store: Store, selection: Selection, revision: number): KubeObject[] {
  const { definition, namespace } = selection
  const convert = definition.fromStored ?? (object => object)
  const now = revision === store.revision()
  if (!now && revision < store.compacted()) {
    throw expired('The provided continue parameter is too old to display a consistent list result.')
  }
  const stored = now ? store.list(definition.storage, namespace) : store.listAt(definition.storage, namespace, revision)
  return stored.map(convert).filter(object => selects(selection, object))
}
