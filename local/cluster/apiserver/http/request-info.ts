/** What a request asks for, read from its method and URL alone. */
export interface RequestInfo {
  isResource: boolean
  path: string
  query: URLSearchParams
  verb: string
  group: string
  version: string
  namespace: string
  resource: string
  subresource: string
  name: string
}

const verbs: Record<string, string> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  GET: 'get',
  HEAD: 'get',
}

const namespaceSubresources = new Set(['status', 'finalize'])

const truthy = (value: string | null) => value !== null && value !== 'false' && value !== '0'

/** A field selector that names one object narrows the request to that name, for authorization. */
function nameInFieldSelector(selector: string | null): string {
  return selector?.match(/(?:^|,)metadata\.name==?([^,]+)/)?.[1] ?? ''
}

/** Splits an API path into group, version, namespace, resource, name and subresource. */
export function parseRequestInfo(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://apiserver')
  const verb = verbs[method] ?? method.toLowerCase()
  const info: RequestInfo = {
    isResource: false,
    path: pathname,
    query,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    namespace: '',
    resource: '',
    subresource: '',
    name: '',
  }
  let parts = pathname.split('/').filter(Boolean).map(decode)
  if (parts[0] === 'api' && parts.length >= 3) {
    info.version = parts[1] ?? ''
    parts = parts.slice(2)
  } else if (parts[0] === 'apis' && parts.length >= 4) {
    info.group = parts[1] ?? ''
    info.version = parts[2] ?? ''
    parts = parts.slice(3)
  } else return info

  info.isResource = true
  info.verb = verb
  if (parts[0] === 'namespaces' && parts[1] !== undefined) {
    info.namespace = parts[1]
    if (parts.length > 2 && !(parts.length === 3 && namespaceSubresources.has(parts[2] ?? ''))) parts = parts.slice(2)
  }
  info.resource = parts[0] ?? ''
  info.name = parts[1] ?? ''
  info.subresource = parts[2] ?? ''
  if (!info.name && info.verb === 'get') {
    info.verb = truthy(query.get('watch')) ? 'watch' : 'list'
    info.name = nameInFieldSelector(query.get('fieldSelector'))
  } else if (!info.name && info.verb === 'delete') info.verb = 'deletecollection'
  return info
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a malformed escape names nothing that exists; the lookup answers 404
  }
}
