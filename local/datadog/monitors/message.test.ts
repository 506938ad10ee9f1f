import { describe, expect, it } from 'vitest'
import { readDefinition } from './definition.ts'
import { renderMessage } from './message.ts'

const notice = { group: 'service:web', from: 'OK', to: 'Alert', value: 12.3456789, kind: 'triggered' } as const

function rendered(message: string, change: object = {}): string {
  const { definition } = readDefinition({
    type: 'metric alert',
    query: 'avg(last_5m):avg:a{*} > 10',
    name: 'n',
    message,
  })
  return renderMessage({ ...definition, id: 1, created: 0, modified: 0 }, { ...notice, ...change })
}

describe("a monitor's message", () => {
  it('keeps the blocks that hold and fills in what is known', () => {
    const message =
      '{{#is_alert}}{{service.name}} is at {{value}} > {{threshold}}{{/is_alert}}{{#is_recovery}}fine{{/is_recovery}} {{unknown}}'
    expect(rendered(message)).toBe('web is at 12.3457 > 10 {{unknown}}')
    expect(rendered(message, { from: 'Alert', to: 'OK', kind: 'recovered' })).toBe('fine {{unknown}}')
  })
  it('reads blocks in blocks, and the opposite of a block', () => {
    expect(rendered('{{^is_recovery}}a{{#is_alert}}b{{/is_alert}}c{{/is_recovery}}')).toBe('abc')
    expect(rendered('{{#is_warning}}a{{#is_alert}}b{{/is_alert}}c{{/is_warning}}')).toBe('')
  })
})
