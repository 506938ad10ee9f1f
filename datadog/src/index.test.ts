import { expect, test } from 'vitest'
import { loadDashboards } from './index.ts'

test('dashboards come with their environment and with the ids that are known', async () => {
  const dashboards = await loadDashboards('chat-demo-test', new Map([['slo:chat-requests', 'abc']]))
  expect(dashboards.map(each => each.key)).toEqual(['database', 'messages', 'model', 'overview'])
  for (const { definition } of dashboards) {
    expect(definition.template_variables).toMatchObject([{ name: 'env', defaults: ['chat-demo-test'] }])
    expect(JSON.stringify(definition)).not.toContain('{{setting:')
  }
})
