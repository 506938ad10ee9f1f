import type { ResourceDefinition } from '../resources/definition.ts'
import { toCoreEvent } from '../resources/event-conversion.ts'
import { columnsByStorage, eventColumns } from './kinds.ts'
import type { Column } from './table.ts'

const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  priority: 0,
  cell: ({ metadata }) => metadata.name,
}

/** Events of both API groups are shown from their stored form. */
const events = eventColumns.map(
  (column): Column => ({
    ...column,
    cell: (event, now) => column.cell(event.apiVersion === 'v1' ? event : toCoreEvent(event), now),
  }),
)

export const columnsOf = ({ storage }: ResourceDefinition): Column[] => {
  if (storage === 'events') return events
  const columns = columnsByStorage[storage]
  if (!columns) throw new Error(`no table columns for ${storage}`)
  return [nameColumn, ...columns]
}
