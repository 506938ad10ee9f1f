import { apps } from './apps.ts'
import { core } from './core.ts'
import type { ResourceDefinition } from './definition.ts'
import { others } from './others.ts'

/** Every stored resource that this server has, in the order that discovery lists their groups. */
export const resources: ResourceDefinition[] = [...core, ...apps, ...others]

const byPath = new Map(
  resources.map(resource => [`${resource.group}/${resource.version}/${resource.plural}`, resource]),
)

export const findResource = (group: string, version: string, plural: string): ResourceDefinition | undefined =>
  byPath.get(`${group}/${version}/${plural}`)

const byKind = new Map(resources.map(resource => [`${resource.group}/${resource.kind}`, resource]))

export const findKind = (group: string, kind: string): ResourceDefinition | undefined => byKind.get(`${group}/${kind}`)

/** The definition that writes a storage in its stored form. */
export function definitionOfStorage(storage: string): ResourceDefinition {
  const found = resources.find(resource => resource.storage === storage && !resource.fromStored)
  if (!found) throw new Error(`no resource is stored as ${storage}`)
  return found
}

export const groupVersions: { group: string; version: string }[] = [
  ...new Map(resources.map(({ group, version }) => [`${group}/${version}`, { group, version }])).values(),
]
