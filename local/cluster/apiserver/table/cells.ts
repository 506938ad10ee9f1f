import { fieldNumber, fieldObject, fieldObjects, fieldString, type JsonObject, type KubeObject } from '../object.ts'
import { since } from './duration.ts'
import type { Column } from './table.ts'

type Cell = Column['cell']

export const column = (
  name: string,
  cell: Cell,
  priority = 0,
  type: Column['type'] = 'string',
  format = '',
): Column => ({
  name,
  type,
  format,
  priority,
  cell,
})

export const wide = (name: string, cell: Cell): Column => column(name, cell, 1)

export const age = column('Age', ({ metadata }, now) => since(metadata.creationTimestamp, now))

export const spec = (object: KubeObject) => fieldObject(object, 'spec')
export const status = (object: KubeObject) => fieldObject(object, 'status')
export const numberOf = (object: JsonObject, field: string) => fieldNumber(object, field) ?? 0
export const orNone = (text: string) => text || '<none>'

const templateContainers = (object: KubeObject) =>
  fieldObjects(fieldObject(fieldObject(spec(object), 'template'), 'spec'), 'containers')

export const containerNames: Cell = object =>
  templateContainers(object)
    .map(({ name }) => name)
    .join(',')
export const containerImages: Cell = object =>
  templateContainers(object)
    .map(({ image }) => image)
    .join(',')

/** At most three of a list, and how many more there are. */
export function shortList(items: string[]): string {
  if (items.length === 0) return '<none>'
  const shown = items.slice(0, 3).join(',')
  return items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown
}

export const entries = (object: JsonObject, field: string) => Object.keys(fieldObject(object, field)).length

export const formatLabels = (labels: JsonObject) =>
  orNone(
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(','),
  )

export const subjects = (binding: KubeObject, kind: string): string =>
  fieldObjects(binding, 'subjects')
    .filter(subject => subject.kind === kind)
    .map(subject => (kind === 'ServiceAccount' ? `${fieldString(subject, 'namespace')}/${subject.name}` : subject.name))
    .join(', ')
