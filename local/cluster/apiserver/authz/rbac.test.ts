import { describe, expect, it } from 'vitest'
import { type PolicyRule, ruleAllows } from './rbac.ts'

const ask = (verb: string, resource: string, name = '', group = '') => {
  const [plural = '', subresource = ''] = resource.split('/')
  return { verb, group, resource: plural, subresource, namespace: 'a', name }
}
const rule = (resources: string[], verbs: string[], resourceNames?: string[]): PolicyRule => ({
  apiGroups: [''],
  resources,
  verbs,
  ...(resourceNames ? { resourceNames } : {}),
})

describe('ruleAllows', () => {
  it('takes a subresource for a resource of its own', () => {
    expect(ruleAllows(rule(['pods'], ['get']), ask('get', 'pods/log'))).toBe(false)
    expect(ruleAllows(rule(['pods/log'], ['get']), ask('get', 'pods/log'))).toBe(true)
    expect(ruleAllows(rule(['*/scale'], ['get']), ask('get', 'deployments/scale'))).toBe(true)
  })

  it('limits to names, which a list without a name does not meet', () => {
    const named = rule(['secrets'], ['get', 'list'], ['mine'])
    expect(ruleAllows(named, ask('get', 'secrets', 'mine'))).toBe(true)
    expect(ruleAllows(named, ask('get', 'secrets', 'yours'))).toBe(false)
    expect(ruleAllows(named, ask('list', 'secrets'))).toBe(false)
  })

  it('keeps API groups apart', () => {
    expect(ruleAllows(rule(['deployments'], ['*']), ask('get', 'deployments', '', 'apps'))).toBe(false)
  })

  it('matches paths with a star at the end only', () => {
    const paths: PolicyRule = { verbs: ['get'], nonResourceURLs: ['/healthz', '/api/*'] }
    expect(ruleAllows(paths, { verb: 'get', path: '/api/v1' })).toBe(true)
    expect(ruleAllows(paths, { verb: 'get', path: '/healthz/etcd' })).toBe(false)
  })
})
