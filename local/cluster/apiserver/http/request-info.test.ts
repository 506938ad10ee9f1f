import { describe, expect, it } from 'vitest'
import { parseRequestInfo } from './request-info.ts'

const parse = (method: string, url: string) => {
  const { query: _, path: __, ...rest } = parseRequestInfo(method, url)
  return rest
}

describe('parseRequestInfo', () => {
  it('reads a named resource with its subresource', () => {
    expect(parse('PATCH', '/apis/apps/v1/namespaces/a/deployments/web/scale')).toEqual({
      isResource: true,
      verb: 'patch',
      group: 'apps',
      version: 'v1',
      namespace: 'a',
      resource: 'deployments',
      name: 'web',
      subresource: 'scale',
    })
  })

  it('tells list, watch and deletecollection from get and delete', () => {
    expect(parse('GET', '/api/v1/pods').verb).toBe('list')
    expect(parse('GET', '/api/v1/pods?watch=true').verb).toBe('watch')
    expect(parse('GET', '/api/v1/namespaces/a/pods/b').verb).toBe('get')
    expect(parse('DELETE', '/api/v1/namespaces/a/pods').verb).toBe('deletecollection')
  })

  it('keeps a namespace as a resource of its own', () => {
    expect(parse('GET', '/api/v1/namespaces/a')).toMatchObject({ resource: 'namespaces', name: 'a', namespace: 'a' })
    expect(parse('PUT', '/api/v1/namespaces/a/finalize')).toMatchObject({ name: 'a', subresource: 'finalize' })
  })

  it('takes the name of a field selector, as authorization by resourceNames needs it', () => {
    expect(parse('GET', '/api/v1/namespaces/a/pods?watch=1&fieldSelector=metadata.name%3Db').name).toBe('b')
  })

  it('leaves other paths alone', () => {
    expect(parse('GET', '/apis/apps/v1')).toMatchObject({ isResource: false, verb: 'get' })
    expect(parse('GET', '/version')).toMatchObject({ isResource: false })
  })
})
