import type { KubeObject } from '../object.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { columnsOf } from './columns.ts'

/** How much of the object each row carries. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

/** A column of a kind's table: what kubectl shows, or with priority 1 only under `-o wide`. */
export interface Column {
  name: string
  type: 'string' | 'integer' | 'date'
  format: string
  priority: number
  cell: (object: KubeObject, now: Date) => string | number
}

export interface TableOptions {
  now: Date
  include: IncludeObject
  /** Column definitions stand in the first answer of a watch only. */
  headers: boolean
}

export function includeObject(query: URLSearchParams): IncludeObject {
  const asked = query.get('includeObject')
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata'
}

function rowObject(object: KubeObject, include: IncludeObject) {
  if (include === 'None') return { object: null }
  if (include === 'Object') return { object }
  return { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } }
}

/** Objects as a meta.k8s.io Table with the columns of their kind. */
export function tableOf(
  definition: ResourceDefinition,
  objects: KubeObject[],
  { now, include, headers }: TableOptions,
) {
  const columns = columnsOf(definition)
  const only = objects.length === 1 ? objects[0] : undefined
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: only ? { resourceVersion: only.metadata.resourceVersion } : {},
    columnDefinitions: headers
      ? columns.map(({ name, type, format, priority }) => ({ name, type, format, description: '', priority }))
      : [],
    rows: objects.map(object => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      ...rowObject(object, include),
    })),
  }
}
