import { expect, test } from 'vitest'
import { fillText, placeholdersIn, referencesOf } from './references.ts'

test('placeholders with a known value are replaced, everything else stays', () => {
  const lookup = (group: string, name: string) => (group === 'slo' && name === 'a' ? '17' : undefined)
  expect(fillText('burn_rate("{{slo:a}}") {{slo:b}} {{value}} {{#is_alert}}x{{/is_alert}}', lookup)).toBe(
    'burn_rate("17") {{slo:b}} {{value}} {{#is_alert}}x{{/is_alert}}',
  )
})

test('references are found at any depth, each once; settings and Datadog variables are none', () => {
  const body = { query: '{{monitor:a}} && {{monitor:b}}', nested: [{ id: '{{monitor:a}}' }], env: '{{setting:env}}' }
  expect(referencesOf(body)).toEqual([
    { kind: 'monitor', key: 'a' },
    { kind: 'monitor', key: 'b' },
  ])
  expect(placeholdersIn(body)).toEqual(['{{monitor:a}}', '{{monitor:b}}', '{{setting:env}}'])
})
