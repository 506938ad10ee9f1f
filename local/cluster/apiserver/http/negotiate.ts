import { StatusError } from './status.ts'

/** The representation that a client prefers of those served. */
export interface Representation {
  format: 'json' | 'yaml'
  /** A transformation of the object: Table, PartialObjectMetadata(List) or a discovery list. */
  as?: string
  group?: string
  version?: string
}

const available = ['application/json', 'application/yaml']

function parseRange(range: string): { type: string; params: Map<string, string>; weight: number } {
  const [type = '', ...rest] = range.split(';').map(part => part.trim())
  const params = new Map(
    rest.map(part => {
      const [key = '', value = ''] = part.split('=')
      return [key, value] as const
    }),
  )
  return { type: type.toLowerCase(), params, weight: Number(params.get('q') ?? 1) }
}

/**
 * Picks the first served representation of an Accept header; `transforms` are the `as=` values that the caller
 * serves here. Throws 406 when none is acceptable.
 */
export function negotiate(accept: string | undefined, transforms: readonly string[]): Representation {
  if (!accept) return { format: 'json' }
  const ranges = accept
    .split(',')
    .map(parseRange)
    .sort((a, b) => b.weight - a.weight)
  for (const { type, params } of ranges) {
    const as = params.get('as')
    if (as && !transforms.includes(as)) continue
    const transform = as
      ? {
          as,
          ...(params.has('g') ? { group: params.get('g') } : {}),
          ...(params.has('v') ? { version: params.get('v') } : {}),
        }
      : {}
    if (['application/json', 'application/*', '*/*'].includes(type)) return { format: 'json', ...transform }
    if (type === 'application/yaml') return { format: 'yaml', ...transform }
  }
  throw StatusError.of(
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}, application/json;stream=watch`,
    {},
  )
}
