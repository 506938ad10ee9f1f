import { describe, expect, it } from 'vitest'
import { fillQuery, fillTemplate } from './template.ts'

const env = { name: 'env', prefix: 'env', defaults: ['chat-demo'] }

describe('template variables', () => {
  it('become their filter, and `.value` the bare value', () => {
    expect(fillTemplate('sum:m{$env,service:a}', [env], 'metric')).toBe('sum:m{env:chat-demo,service:a}')
    expect(fillTemplate('top_$env.value', [env], 'metric')).toBe('top_chat-demo')
    expect(fillTemplate('$environment', [env], 'metric')).toBe('$environment')
  })

  it('without a choice ask for everything', () => {
    expect(fillTemplate('sum:m{$env}', [{ ...env, defaults: ['*'] }], 'metric')).toBe('sum:m{*}')
    expect(fillTemplate('sum:m{$env}', [{ ...env, defaults: [] }], 'metric')).toBe('sum:m{*}')
  })

  it('with several values are an OR, each grammar in its own way', () => {
    const both = { ...env, defaults: ['a', 'b'] }
    expect(fillTemplate('sum:m{$env}', [both], 'metric')).toBe('sum:m{env IN (a,b)}')
    expect(fillTemplate('$env status:error', [both], 'search')).toBe('(env:a OR env:b) status:error')
  })

  it('are filled everywhere in a query', () => {
    const query = { name: 'q', data_source: 'logs', search: { query: '$env status:error' }, indexes: ['*'] }
    expect(fillQuery(query, [env]).search.query).toBe('env:chat-demo status:error')
    expect(fillQuery({ name: 'q', query: 'a{$env}' }, [env]).query).toBe('a{env:chat-demo}')
  })
})
