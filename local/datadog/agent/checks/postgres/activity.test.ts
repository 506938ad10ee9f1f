import { expect, it } from 'vitest'
import { activityRows, type Session } from './activity.ts'

const trace = 'ab'.repeat(16)
const session: Session = {
  pid: 7,
  datname: 'chat',
  usename: 'chat',
  application_name: 'backend',
  client_addr: '127.64.0.3',
  client_port: 50000,
  backend_start: new Date(1000),
  xact_start: new Date(2000),
  query_start: new Date(3000),
  state_change: new Date(3500),
  wait_event_type: 'Lock',
  wait_event: 'relation',
  state: 'active',
  backend_type: 'client backend',
  query: `/*ddps='backend',dde='demo',traceparent='00-${trace}-00000000000000ff-01'*/ INSERT INTO messages VALUES ('x')`,
  blocking_pids: [9],
}
const context = { time: 5000, host: 'postgres', tags: ['env:chat-demo', 'service:postgres'] }

it('a session says what it runs, for whom, what it waits for and who blocks it', () => {
  expect(activityRows([session], context)).toEqual([
    expect.objectContaining({
      time: 5000,
      kind: 'activity',
      statement: 'INSERT INTO messages VALUES ( ? )',
      database: 'chat',
      user: 'chat',
      service: 'backend',
      env: 'demo',
      host: 'postgres',
      waitEventType: 'Lock',
      waitEvent: 'relation',
      traceId: trace,
      tags: ['env:chat-demo', 'service:postgres', 'db:chat', 'user:chat', 'app:backend'],
      attributes: expect.objectContaining({ pid: 7, blocking_pids: [9], state: 'active', duration: 2e9 }),
    }),
  ])
})

it('a statement that ended within its transaction ran until then', () => {
  const [row] = activityRows([{ ...session, state: 'idle in transaction', query: 'SELECT 1' }], context)
  expect(row?.attributes.duration).toBe(5e8)
  expect(row).toMatchObject({ service: '', env: 'chat-demo', traceId: '' })
})
