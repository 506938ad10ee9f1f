import type { JsonObject } from '../object.ts'
import { patchTypes } from '../patch/apply.ts'
import type { ResourceDefinition } from '../resources/definition.ts'

const ref = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } })
const queryParameter = (name: string, type: string) => ({ name, in: 'query', schema: { type, uniqueItems: true } })
const pathParameter = (name: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', uniqueItems: true },
})

const write = ['dryRun', 'fieldManager', 'fieldValidation'].map(name => queryParameter(name, 'string'))
const collection = [
  queryParameter('allowWatchBookmarks', 'boolean'),
  ...['continue', 'fieldSelector', 'labelSelector', 'resourceVersion', 'resourceVersionMatch'].map(name =>
    queryParameter(name, 'string'),
  ),
  queryParameter('limit', 'integer'),
  queryParameter('sendInitialEvents', 'boolean'),
  queryParameter('timeoutSeconds', 'integer'),
  queryParameter('watch', 'boolean'),
]
const deletion = [
  queryParameter('dryRun', 'string'),
  queryParameter('gracePeriodSeconds', 'integer'),
  queryParameter('propagationPolicy', 'string'),
]

interface Operation {
  verb: string
  method: string
  action: string
  parameters: object[]
  on: 'collection' | 'item'
}

const operations: Operation[] = [
  { verb: 'list', method: 'get', action: 'list', parameters: collection, on: 'collection' },
  { verb: 'create', method: 'post', action: 'post', parameters: write, on: 'collection' },
  {
    verb: 'deletecollection',
    method: 'delete',
    action: 'deletecollection',
    parameters: [...deletion, ...collection],
    on: 'collection',
  },
  { verb: 'get', method: 'get', action: 'get', parameters: [], on: 'item' },
  { verb: 'update', method: 'put', action: 'put', parameters: write, on: 'item' },
  {
    verb: 'patch',
    method: 'patch',
    action: 'patch',
    parameters: [...write, queryParameter('force', 'boolean')],
    on: 'item',
  },
  { verb: 'delete', method: 'delete', action: 'delete', parameters: deletion, on: 'item' },
]

function operationOf(definition: ResourceDefinition, { verb, action, parameters }: Operation): JsonObject {
  const { schema, group, version, kind } = definition
  const answer = verb === 'list' ? `${schema}List` : schema
  const body =
    verb === 'patch'
      ? Object.fromEntries(patchTypes.map(type => [type, ref('io.k8s.apimachinery.pkg.apis.meta.v1.Patch')]))
      : verb === 'create' || verb === 'update'
        ? { '*/*': ref(schema) }
        : undefined
  return {
    operationId: `${verb}${group.split('.')[0] || 'core'}${version}${definition.plural}`,
    parameters,
    ...(body ? { requestBody: { content: body, required: true } } : {}),
    responses: { 200: { description: 'OK', content: { 'application/json': ref(answer) } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  }
}

/** The OpenAPI v3 paths of one resource, generated from its definition. */
export function pathsOf(definition: ResourceDefinition): JsonObject {
  const { group, version, plural, namespaced, verbs } = definition
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`
  const base = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`
  const scope = namespaced ? [pathParameter('namespace')] : []
  const on = (place: Operation['on']) =>
    Object.fromEntries(
      operations
        .filter(operation => operation.on === place && verbs.includes(operation.verb))
        .map(operation => [operation.method, operationOf(definition, operation)]),
    )
  return {
    [base]: { ...on('collection'), parameters: scope },
    [`${base}/{name}`]: { ...on('item'), parameters: [pathParameter('name'), ...scope] },
  }
}
