import { describe, expect, it } from 'vitest'
import type { MonitorRow, MonitorState } from '../../platform/widgets/model.ts'
import { monitorNews } from './monitor-news.ts'

const monitor = (id: string, state: MonitorState): MonitorRow => ({
  id,
  name: `Monitor ${id}`,
  state,
  since: null,
  type: 'query alert',
  query: '',
  message: '',
  tags: [],
  priority: null,
  groups: [],
})

describe('what is said of monitors', () => {
  it('is nothing when nothing changed, and nothing of those that were not known', () => {
    expect(monitorNews([], [monitor('1', 'Alert')])).toEqual([])
    expect(monitorNews([monitor('1', 'OK')], [monitor('1', 'OK')])).toEqual([])
  })

  it('is each change, calmly', () => {
    expect(monitorNews([monitor('1', 'OK')], [monitor('1', 'Alert')])).toEqual([
      { tone: 'bad', title: 'Monitor: Alert', detail: 'Monitor 1, was OK.', calm: true },
    ])
    expect(monitorNews([monitor('1', 'Alert')], [monitor('1', 'OK')])[0]?.tone).toBe('ok')
  })

  it('is one sentence for many at once', () => {
    const before = ['1', '2', '3', '4'].map(id => monitor(id, 'OK'))
    const after = [monitor('1', 'Alert'), monitor('2', 'Alert'), monitor('3', 'Warn'), monitor('4', 'OK')]
    expect(monitorNews(before, after)).toEqual([
      { tone: 'bad', title: '3 monitors changed', detail: 'Now 2 Alert, 1 Warn.', calm: true },
    ])
  })
})
