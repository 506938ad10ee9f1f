import { parseQuantity } from '../../client/quantity.ts'
import type { Container, Pod } from '../../client/types.ts'

/** What a pod may ask about itself and its node. */
export interface FieldContext {
  pod: Pod
  podIP: string
  hostIP: string
  /** Used where a container has no limit of its own: `cpu` in cores, `memory` in bytes. */
  allocatable: Record<string, number>
}

const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/

/** Value of a downward API field; undefined when it does not exist. */
export function podField(fieldPath: string, { pod, podIP, hostIP }: FieldContext): string | undefined {
  const { metadata, spec } = pod
  const match = subscript.exec(fieldPath)
  if (match) return metadata[match[1] === 'labels' ? 'labels' : 'annotations']?.[match[2] ?? ''] ?? ''
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name
    case 'metadata.namespace':
      return metadata.namespace
    case 'metadata.uid':
      return metadata.uid
    case 'metadata.labels':
      return properties(metadata.labels)
    case 'metadata.annotations':
      return properties(metadata.annotations)
    case 'spec.nodeName':
      return spec.nodeName
    case 'spec.serviceAccountName':
      return spec.serviceAccountName
    case 'status.podIP':
    case 'status.podIPs':
      return podIP
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIP
    default:
      return undefined
  }
}

/** One `key="value"` a line, sorted, as the downward API writes maps. */
function properties(map: Record<string, string> = {}): string {
  const lines = Object.entries(map).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return lines.sort().join('\n')
}

/** Value of a `resourceFieldRef` such as `limits.memory`, in units of the divisor, rounded up. */
export function resourceField(
  container: Container | undefined,
  { resource, divisor }: { resource: string; divisor?: string },
  allocatable: Record<string, number>,
): string | undefined {
  const [kind, name] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)]
  if (kind !== 'limits' && kind !== 'requests') return undefined
  const own = container?.resources?.[kind]?.[name]
  const value = own !== undefined ? parseQuantity(own) : kind === 'limits' ? (allocatable[name] ?? 0) : 0
  const unit = divisor === undefined ? 1 : parseQuantity(divisor) || 1
  return String(Math.ceil(value / unit))
}
