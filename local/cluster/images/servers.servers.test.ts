import { execFileSync } from 'node:child_process'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { startPostgres, startRabbitmq } from '../testing/index.ts'

describe('the server images', () => {
  test('PostgreSQL answers and is version 18', async () => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') })
    await client.connect()
    const { rows } = await client.query('show server_version')
    await client.end()
    expect(rows[0].server_version).toMatch(/^18/)
  })

  test('RabbitMQ answers its management API and knows no guest', async () => {
    const url = new URL(inject('rabbitmqManagementUrl'))
    const authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`
    const users = (await (await fetch(`${url.origin}/api/users`, { headers: { authorization } })).json()) as {
      name: string
    }[]
    expect(users.map(user => user.name)).toEqual(['test'])
  })

  test('both stop in order and leave no process and no listener behind', async () => {
    const [postgres, rabbitmq] = await Promise.all([startPostgres(), startRabbitmq()])
    const ports = [postgres.url, rabbitmq.url, rabbitmq.managementUrl].map(url => new URL(url).port)
    const listening = () => execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' }).split('\n')
    const own = listening().filter(line => ports.some(port => line.includes(`:${port} `)))
    expect(own.length).toBeGreaterThanOrEqual(3)
    for (const line of own) expect(line).toMatch(/ 127\.\d+\.\d+\.\d+:/)
    await Promise.all([postgres.close(), rabbitmq.close()])
    expect(listening().filter(line => ports.some(port => line.includes(`:${port} `)))).toEqual([])
    for (const server of [postgres, rabbitmq]) expect(() => process.kill(server.process.pid, 0)).toThrow('ESRCH')
  })
})
