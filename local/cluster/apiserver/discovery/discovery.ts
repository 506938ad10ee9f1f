import type { Exchange } from '../http/exchange.ts'
import { negotiate } from '../http/negotiate.ts'
import { StatusError } from '../http/status.ts'
import { type ApiGroup, type ApiResource, apiGroups } from './groups.ts'

const AGGREGATED = 'APIGroupDiscoveryList'

const kindOf = ({ group = '', version = '', kind }: Pick<ApiResource, 'group' | 'version' | 'kind'>) => ({
  group,
  version,
  kind,
})

const aggregatedResource = (group: ApiGroup) => (resource: ApiResource) => ({
  resource: resource.name,
  responseKind: kindOf(resource),
  scope: resource.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: resource.singularName,
  verbs: resource.verbs,
  ...(resource.shortNames?.length ? { shortNames: resource.shortNames } : {}),
  ...(resource.categories?.length ? { categories: resource.categories } : {}),
  ...subresourcesOf(group, resource),
})

function subresourcesOf(group: ApiGroup, resource: ApiResource) {
  const own = group.resources.filter(({ name }) => name.startsWith(`${resource.name}/`))
  if (own.length === 0) return {}
  const subresources = own.map(({ name, verbs, ...kind }) => ({
    subresource: name.slice(resource.name.length + 1),
    responseKind: kindOf(kind),
    verbs,
  }))
  return { subresources }
}

const aggregated = (groups: ApiGroup[]) => ({
  kind: AGGREGATED,
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: groups.map(group => ({
    metadata: group.name ? { name: group.name, creationTimestamp: null } : { creationTimestamp: null },
    versions: [
      {
        version: group.version,
        resources: group.resources.filter(({ name }) => !name.includes('/')).map(aggregatedResource(group)),
        freshness: 'Current',
      },
    ],
  })),
})

const versionsOf = ({ name, version }: ApiGroup) => {
  const preferred = { groupVersion: `${name}/${version}`, version }
  return { name, versions: [preferred], preferredVersion: preferred }
}

const resourceList = (group: ApiGroup) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: group.name ? `${group.name}/${group.version}` : group.version,
  resources: group.resources,
})

const [core, ...named] = apiGroups

function document(exchange: Exchange): object | undefined {
  const [root, group, version, ...rest] = exchange.info.path.split('/').filter(Boolean)
  if (rest.length > 0) return undefined
  if (root === 'api' && group === undefined) {
    const serverAddress = exchange.request.headers.host ?? ''
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
    }
  }
  if (root === 'api' && group === 'v1' && version === undefined) return core && resourceList(core)
  if (root !== 'apis') return undefined
  if (group === undefined) return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(versionsOf) }
  const found = named.find(({ name }) => name === group)
  if (!found) return undefined
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...versionsOf(found) }
  return version === found.version ? resourceList(found) : undefined
}

/** Serves /api and /apis, also in their aggregated form; false when the path is neither. */
export function serveDiscovery(exchange: Exchange): boolean {
  const path = exchange.info.path.replace(/\/$/, '')
  const root = path === '/api' || path === '/apis'
  const found = document(exchange)
  if (!found) return false
  const { as, group, version } = negotiate(exchange.request.headers.accept, root ? [AGGREGATED] : [])
  if (as === AGGREGATED && group === 'apidiscovery.k8s.io') {
    if (version !== 'v2')
      throw StatusError.of(406, 'NotAcceptable', `discovery is served as apidiscovery.k8s.io v2, not ${version}`)
    const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    exchange.sendText(200, JSON.stringify(aggregated(path === '/api' && core ? [core] : named)), type)
  } else exchange.send(200, found)
  return true
}

serveDiscovery.hasGroup = (group: string) => named.some(({ name }) => name === group)
