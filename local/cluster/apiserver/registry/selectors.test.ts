import { describe, expect, it } from 'vitest'
import { formatSelector, matchesFields, matchesLabels, parseFieldSelector, parseLabelSelector } from './selectors.ts'

const matches = (selector: string, labels: Record<string, string>) =>
  matchesLabels(parseLabelSelector(selector), labels)

describe('label selectors', () => {
  it.each([
    ['app=web', { app: 'web' }, true],
    ['app==web,tier', { app: 'web' }, false],
    ['app!=web', {}, true],
    ['app in (web, api),!legacy', { app: 'api' }, true],
    ['app notin (web)', { app: 'web' }, false],
    ['!app', { app: 'web' }, false],
    ['app.kubernetes.io/name=x', { 'app.kubernetes.io/name': 'x' }, true],
    ['constructor', {}, false],
  ])('%s on %o is %s', (selector, labels, expected) => {
    expect(matches(selector, labels as Record<string, string>)).toBe(expected)
  })

  it('refuses what it cannot read', () => {
    expect(() => parseLabelSelector('app=')).not.toThrow()
    expect(() => parseLabelSelector('a b')).toThrow('unable to parse requirement')
    expect(() => parseLabelSelector('a in web')).toThrow('unable to parse requirement')
  })

  it('writes a LabelSelector as one line', () => {
    expect(
      formatSelector({
        matchLabels: { b: '2', a: '1' },
        matchExpressions: [{ key: 'c', operator: 'In', values: ['y', 'x'] }],
      }),
    ).toBe('a=1,b=2,c in (x,y)')
  })
})

describe('field selectors', () => {
  const fields = new Set(['metadata.name', 'status.phase'])

  it('compares known fields', () => {
    const terms = parseFieldSelector('status.phase!=Running,metadata.name=a', fields)
    expect(matchesFields(terms, { 'status.phase': 'Pending', 'metadata.name': 'a' })).toBe(true)
    expect(matchesFields(terms, { 'status.phase': 'Running', 'metadata.name': 'a' })).toBe(false)
  })

  it('refuses an unknown one', () => {
    expect(() => parseFieldSelector('spec.image=x', fields)).toThrow('field label not supported: spec.image')
  })
})
