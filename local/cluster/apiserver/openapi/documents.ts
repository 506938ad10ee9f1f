import { createHash } from 'node:crypto'
import type { Exchange } from '../http/exchange.ts'
import { StatusError } from '../http/status.ts'
import type { JsonObject } from '../object.ts'
import { groupVersion, type ResourceDefinition } from '../resources/definition.ts'
import { groupVersions, resources } from '../resources/index.ts'
import { pathsOf } from './paths.ts'
import { reachable } from './schemas.ts'

const info = { title: 'Kubernetes', version: 'v1.34.4' }
const roots = ['Status', 'DeleteOptions', 'WatchEvent', 'Patch'].map(
  kind => `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`,
)

const definitionsOf = (group: string) => resources.filter(definition => definition.group === group)

const schemaNames = (definitions: ResourceDefinition[]) =>
  definitions.flatMap(({ schema }) => [schema, `${schema}List`]).concat(roots)

const discoveryPath = ({ group, version }: { group: string; version: string }) =>
  group ? `apis/${group}/${version}` : `api/${version}`

function documentOf(group: string): JsonObject {
  const definitions = definitionsOf(group)
  return {
    openapi: '3.0.0',
    info,
    paths: Object.assign({}, ...definitions.map(pathsOf)),
    components: { schemas: reachable(schemaNames(definitions)) },
  }
}

/** The Swagger 2 form: references under #/definitions, and no oneOf. */
function swagger(): JsonObject {
  const definitions = JSON.stringify(reachable(schemaNames(resources)))
    .replaceAll('#/components/schemas/', '#/definitions/')
    .replaceAll(/"oneOf":\[[^\]]*\]/g, '"type":"string"')
  return { swagger: '2.0', info, paths: {}, definitions: JSON.parse(definitions) }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').toUpperCase()

/** Serves /openapi/v2 and /openapi/v3; false when the path is neither. */
export function serveOpenapi(exchange: Exchange): boolean {
  const { path } = exchange.info
  const accept = exchange.request.headers.accept ?? ''
  if (!path.startsWith('/openapi/')) return false
  if (accept.includes('protobuf') && !accept.includes('json') && !accept.includes('*/*')) {
    throw StatusError.of(406, 'NotAcceptable', 'only the following media types are accepted: application/json')
  }
  if (path === '/openapi/v2') exchange.send(200, swagger())
  else if (path === '/openapi/v3') {
    const entry = (at: { group: string; version: string }) => {
      const key = discoveryPath(at)
      const hash = hashOf(JSON.stringify([info, definitionsOf(at.group).map(groupVersion)]))
      return [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${hash}` }]
    }
    exchange.send(200, { paths: Object.fromEntries(groupVersions.map(entry)) })
  } else {
    const found = groupVersions.find(at => `/openapi/v3/${discoveryPath(at)}` === path)
    if (!found) return false
    exchange.send(200, documentOf(found.group))
  }
  return true
}
