import { createLogger } from '@chat-demo/common'
import { connect } from 'amqplib'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
// Says what the shared servers provide to tests.
import type {} from '../../../local/cluster/testing/global-setup.ts'
import { assertTopology, ConfirmPublisher, names } from '../../common/src/amqp/index.ts'
import { sendOld } from './backfill.ts'
import { prepare, report } from './report.ts'

const logger = createLogger('reporting', 'silent')
const database = `reporting_${process.pid}`
let admin: pg.Pool
let pool: pg.Pool

beforeAll(async () => {
  admin = new pg.Pool({ connectionString: inject('postgresUrl') })
  await admin.query(`create database ${database}`)
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${database}`
  pool = new pg.Pool({ connectionString: url.href })
  await pool.query('create table messages (id int)')
})
afterAll(async () => {
  await pool.end()
  await admin.end()
})

test('its table is made once, and in full', async () => {
  await prepare(pool, 500)
  await prepare(pool, 500)
  await prepare(pool, 700)
  const { rows } = await pool.query('select count(*)::int as count from reporting.facts')
  expect(rows).toEqual([{ count: 700 }])
})

test('a report keeps writers waiting, lets readers through, and names itself as the blocker', async () => {
  await prepare(pool, 700)
  let insert: Promise<unknown> | undefined
  let blockers: unknown
  let looks = 0
  // The clock that the report reads: stands until the writer was seen waiting.
  const now = () => (blockers === undefined && looks < 10_000 ? 0 : 10_000)
  const watching = (async () => {
    for (; blockers === undefined && looks < 10_000; looks++) {
      const { rows: locks } = await pool.query(
        `select 1 from pg_locks where relation = 'messages'::regclass and mode = 'ShareRowExclusiveLock' and granted`,
      )
      if (locks.length > 0 && !insert) insert = pool.query('insert into messages values (1)')
      const { rows } = await pool.query(
        `select query from pg_stat_activity where pid = any (select unnest(pg_blocking_pids(pid)) from pg_stat_activity)`,
      )
      await pool.query('select * from messages')
      if (rows.length > 0) blockers = rows
    }
  })()
  await report(pool, logger, now)
  await watching
  expect(blockers).toMatchObject([{ query: expect.stringMatching(/reporting\.facts|lock table/) }])
  await insert
  expect((await pool.query('select * from messages')).rows).toHaveLength(1)
})

test('an old request reaches the queue, and nobody can read it', async () => {
  const model = await connect(inject('rabbitmqUrl'))
  const channel = await model.createChannel()
  await assertTopology(channel)
  const publisher = new ConfirmPublisher()
  // Told as well when the connection is closed in order, at the end of the test.
  await publisher.attach(model, () => undefined)
  await sendOld(publisher, 1)
  const deadline = Date.now() + 10_000
  for (;;) {
    const message = await channel.get(names.requestQueue, { noAck: true })
    if (message !== false && message.properties.messageId.startsWith('backfill-')) {
      expect(JSON.parse(message.content.toString())).toMatchObject({ version: 1, number: 1 })
      break
    }
    if (Date.now() > deadline) expect.fail('it did not arrive')
  }
  await model.close()
})
