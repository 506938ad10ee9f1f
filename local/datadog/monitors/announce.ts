import { randomBytes } from 'node:crypto'
import type { EventRow } from '../store/rows.ts'
import type { Notice } from './advance.ts'
import type { MonitorDocument } from './documents.ts'
import { renderMessage } from './message.ts'

const WORDS: Readonly<Record<Notice['kind'], string>> = {
  triggered: 'Triggered',
  warn: 'Warn',
  'no data': 'No data',
  recovered: 'Recovered',
  renotify: 'Re-Triggered',
}

const STATUS = { Alert: 'error', Warn: 'warning', 'No Data': 'warning', OK: 'success' } as const

/** The event that says a monitor's group changed its state. */
export function eventOf(monitor: MonitorDocument, notice: Notice, now: number): EventRow {
  const { group, kind, to, value } = notice
  const groupTags = group === '*' ? [] : group.split(',')
  const title = `[${WORDS[kind]}${group === '*' ? '' : ` on {${group}}`}] ${monitor.name}`
  return {
    time: now,
    id: (randomBytes(8).readBigUInt64BE() >> 1n).toString(),
    title,
    text: renderMessage(monitor, notice),
    source: 'alert',
    status: STATUS[to],
    priority: 'normal',
    host: groupTags.find(tag => tag.startsWith('host:'))?.slice('host:'.length) ?? '',
    aggregationKey: `monitor-${monitor.id}-${group}`,
    tags: [...new Set([...monitor.tags, ...groupTags, 'monitor', 'source:alert'])].sort(),
    attributes: {
      monitor_id: monitor.id,
      monitor_groups: groupTags,
      monitor: {
        id: monitor.id,
        name: monitor.name,
        type: monitor.type,
        query: monitor.query,
        message: monitor.message,
        tags: monitor.tags,
        priority: monitor.priority,
        created_at: monitor.created,
        modified: monitor.modified,
        group_status: ['OK', 'Alert', 'Warn', 'No Data'].indexOf(to),
        groups: groupTags,
        result: { result_id: null, result_ts: Math.floor(now / 1000), result_value: value },
        transition: { trans_name: WORDS[kind], trans_type: to.toLowerCase(), from_state: notice.from, to_state: to },
      },
    },
  }
}
