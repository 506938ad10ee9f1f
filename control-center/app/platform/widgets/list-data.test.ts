import { describe, expect, it } from 'vitest'
import { listRows } from './list-data.ts'

describe('rows of a list', () => {
  it('of logs', () => {
    const [row] = listRows(
      'logs',
      [
        {
          id: 'l1',
          attributes: {
            timestamp: '2026-11-23T14:22:44.123Z',
            status: 'error',
            service: 'worker',
            message: 'no answer',
            tags: ['env:a', 'pod_name:worker-1'],
            attributes: { dd: { trace_id: 'abc' }, http: { status_code: 504 } },
          },
        },
      ],
      ['status_line', 'timestamp', 'service', 'content', '@http.status_code', 'pod_name'],
    )
    expect(row).toMatchObject({
      id: 'l1',
      status: 'error',
      link: { to: 'trace', id: 'abc' },
      cells: { service: 'worker', content: 'no answer', '@http.status_code': 504, pod_name: 'worker-1' },
    })
  })

  it('of spans, with their duration in seconds', () => {
    const [row] = listRows(
      'spans',
      [
        {
          attributes: {
            start_timestamp: '2026-11-23T14:22:44.000Z',
            end_timestamp: '2026-11-23T14:22:45.500Z',
            service: 'backend',
            resource_name: 'POST /x',
            trace_id: 't',
            custom: { error: { type: 'Timeout' } },
          },
        },
      ],
      ['service', 'resource_name', '@duration'],
    )
    expect(row).toMatchObject({
      status: 'error',
      cells: { service: 'backend', resource_name: 'POST /x', '@duration': 1.5 },
    })
  })

  it('of calls of a model', () => {
    const [row] = listRows(
      'llm',
      [
        {
          id: 's',
          attributes: {
            name: 'OpenAI.createChatCompletion',
            start_ns: 1_700_000_000_000_000_000,
            duration: 2_500_000_000,
            status: 'ok',
            input: {
              messages: [
                { role: 'system', content: 'Be kind' },
                { role: 'user', content: 'Why?' },
              ],
            },
            metrics: { total_tokens: 42 },
            trace_id: 't',
          },
        },
      ],
      ['timestamp', '@status', '@name', '@meta.input.value', '@duration', '@metrics.total_tokens'],
    )
    expect(row?.at).toBe('2023-11-14T22:13:20.000Z')
    expect(row?.cells).toMatchObject({
      '@meta.input.value': 'Why?',
      '@duration': 2.5,
      '@metrics.total_tokens': 42,
      '@name': 'OpenAI.createChatCompletion',
    })
  })

  it('of events, by their title', () => {
    const [row] = listRows(
      'events',
      [
        {
          id: 'e',
          attributes: {
            timestamp: '2026-11-23T14:22:44Z',
            message: 'long',
            attributes: { title: 'OOMKilled', status: 'error' },
          },
        },
      ],
      ['message'],
    )
    expect(row).toMatchObject({ status: 'error', cells: { message: 'OOMKilled' } })
  })

  it('of Kubernetes’ events, by their reason', () => {
    const attributes = {
      timestamp: 1,
      message: '%%% \nReadiness probe failed \n %%%',
      attributes: { title: 'Pod chat-demo/backend-1: Unhealthy', status: 'warning' },
    }
    const [row] = listRows('events', [{ id: 'e', attributes }], ['message'])
    expect(row).toMatchObject({ label: 'Unhealthy', cells: { message: 'backend-1: Readiness probe failed' } })
  })

  it('never share an id, and never carry a whole document', () => {
    const item = { id: 'same', attributes: { timestamp: 1, message: 'x'.repeat(10_000), attributes: {} } }
    const rows = listRows('logs', [item, item], ['content'])
    expect(new Set(rows.map(row => row.id)).size).toBe(2)
    expect(String(rows[0]?.cells.content).length).toBe(400)
  })
})
