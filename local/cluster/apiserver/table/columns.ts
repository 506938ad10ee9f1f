import type { KubeObject } from '../object.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { columnsByStorage } from './kinds.ts'
import type { Column } from './table.ts'

const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  priority: 0,
  cell: ({ metadata }) => metadata.name,
}

const createdAt: Column = {
  name: 'Created At',
  type: 'string',
  format: 'date-time',
  priority: 0,
  cell: ({ metadata }: KubeObject) => metadata.creationTimestamp,
}

/** The columns of a kind; one without columns of its own shows name and creation time. */
export const columnsOf = ({ storage }: ResourceDefinition): Column[] => [
  nameColumn,
  ...(columnsByStorage[storage] ?? [createdAt]),
]
