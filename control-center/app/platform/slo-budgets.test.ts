import { systemClock } from '@chat-demo/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatadogClient } from './datadog/client.ts'
import { SloBudgets } from './slo-budgets.ts'
import { type DatadogApi, startDatadogApi } from './widgets/testing.ts'

let api: DatadogApi
let budgets: SloBudgets
beforeEach(async () => {
  api = await startDatadogApi()
  const connection = { apiUrl: api.url, appUrl: null, apiKey: 'a', appKey: 'b' }
  budgets = new SloBudgets(new DatadogClient(connection, systemClock), 'here')
  const tags = ['installation:here', 'managed_by:datadog-chatbot-demo']
  api.on('/api/v1/slo', () => ({
    body: {
      data: [
        { id: 'one', name: 'One', tags },
        { id: 'two', name: 'Two', tags },
        { id: 'theirs', name: 'Theirs', tags: ['installation:here'] },
      ],
    },
  }))
  api.on('/corrections', () => ({ body: { data: [] } }))
})
afterEach(() => api.close())

const correction = { runId: 'ab12', title: 'Worker crash', startedBy: 'me', from: 100, to: 352 }
const posted = () => api.calls.filter(call => call.method === 'POST').map(call => call.body)

describe('the budgets of SLOs', () => {
  it('are corrected for each SLO of ours, with the run and the scenario in words', async () => {
    api.on('/slo/correction', () => ({ body: { data: {} } }))
    expect(await budgets.correct(correction)).toBe(2)
    expect(api.calls[0]?.query.get('tags_query')).toBe('installation:here')
    const description = 'chaos run ab12: Worker crash, begun on purpose by me in the control center of the chat demo'
    const attributes = { category: 'Other', start: 100, end: 352, timezone: 'UTC', description }
    expect(posted()).toEqual([
      { data: { type: 'correction', attributes: { ...attributes, slo_id: 'one' } } },
      { data: { type: 'correction', attributes: { ...attributes, slo_id: 'two' } } },
    ])
  })

  it('are not corrected twice: what an earlier attempt wrote is found again', async () => {
    api.on('/slo/correction', () => ({ body: { data: {} } }))
    api.on('/slo/one/corrections', () => ({ body: { data: [{ attributes: { description: 'chaos run ab12: x' } }] } }))
    expect(await budgets.correct(correction)).toBe(2)
    expect(posted()).toMatchObject([{ data: { attributes: { slo_id: 'two' } } }])
  })

  it('say which could not be corrected, and go on with the others', async () => {
    api.on('/slo/correction', ({ body }) =>
      JSON.stringify(body).includes('"one"')
        ? { status: 403, body: { errors: ['Forbidden'] } }
        : { body: { data: {} } },
    )
    await expect(budgets.correct(correction)).rejects.toThrow(
      '1 of 2 SLOs are not corrected. One: The application key lacks slos_corrections',
    )
    expect(posted()).toHaveLength(2)
  })

  it('say when there is none', async () => {
    api.on('/api/v1/slo', () => ({ body: { data: [] } }))
    await expect(budgets.correct(correction)).rejects.toThrow('no SLO of this installation')
  })
})
