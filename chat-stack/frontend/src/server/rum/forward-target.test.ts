import { describe, expect, it } from 'vitest'
import { forwardTarget } from './forward-target.ts'

const token = 'pub0123'
const query = `ddsource=browser&dd-api-key=${token}&dd-request-id=1&_dd.api=fetch`

it('passes the two tracks on with what the SDK says of a batch', () => {
  expect(forwardTarget(`/api/v2/rum?${query}`, token)).toEqual({ path: `/api/v2/rum?${query}` })
  expect(forwardTarget(`/api/v2/replay?${query}`, token)).toEqual({ path: `/api/v2/replay?${query}` })
})

it('drops parameters that it does not know', () => {
  expect(forwardTarget(`/api/v2/rum?${query}&x=1`, token)).toEqual({ path: `/api/v2/rum?${query}` })
})

describe('refuses', () => {
  it.each([
    ['no target', undefined],
    ['two targets', ['/api/v2/rum', '/api/v2/rum']],
    ['an absolute address', `https://example.com/api/v2/rum?${query}`],
    ['an address of another host', `//example.com/api/v2/rum?${query}`],
    ['a host after a backslash', `/\\example.com/api/v2/rum?${query}`],
    ['another path', `/api/v2/logs?${query}`],
    ['a path that only seems to be one', `/api/v2/rum/../logs?${query}`],
    ['a longer path', `/api/v2/rum/more?${query}`],
    ['no token', '/api/v2/rum?ddsource=browser'],
    ['another token', '/api/v2/rum?dd-api-key=pub9'],
    ['a second token', `/api/v2/rum?${query}&dd-api-key=pub9`],
  ])('%s', (_case, target) => {
    expect(forwardTarget(target, token)).toHaveProperty('refused')
  })
})
