import { startWholeApi, testKeys } from '@chat-demo/datadog-stand-in/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsFolder } from '../folder.ts'
import { run } from './run.ts'

let datadog: Awaited<ReturnType<typeof startWholeApi>>
beforeAll(async () => {
  datadog = await startWholeApi()
})
afterAll(() => datadog.close())

async function command(name: 'plan' | 'apply' | 'destroy') {
  const env = 'chat-demo-test'
  const lines: string[] = []
  const complaints: string[] = []
  const code = await run(
    { command: name, detailedExitCode: true, showClientToken: false },
    {
      apiUrl: datadog.url,
      ...testKeys,
      site: 'datadoghq.com',
      env,
      values: {
        env,
        chat_url: 'http://127.0.0.1:30080',
        synthetics_location: 'aws:eu-central-1',
        synthetics_status: 'paused',
      },
    },
    definitionsFolder,
    { print: line => lines.push(line), complain: line => complaints.push(line) },
  )
  return { code, lines, complaints }
}

test('what runs on this machine takes every definition, keeps it as it is written, and is left empty', async () => {
  const applied = await command('apply')
  expect(applied.complaints).toEqual([])
  expect(applied.code).toBe(0)

  const planned = await command('plan')
  expect(planned.lines.filter(line => /^[+~-]/.test(line))).toEqual([])
  expect(planned.code).toBe(0)

  const { body: monitors } = await datadog.call('GET', '/api/v1/monitor?monitor_tags=demo_key:waiting-messages')
  const renamed = await datadog.call('PUT', `/api/v1/monitor/${monitors[0].id}`, { name: 'Renamed by hand' })
  expect(renamed.status).toBe(200)
  const drifted = await command('plan')
  expect(drifted.code).toBe(3)
  expect(drifted.lines).toContain('    name: "Renamed by hand" → "More than 15 messages wait"')

  expect((await command('destroy')).code).toBe(0)
  const left = await command('plan')
  expect(left.lines.at(-1)).toMatch(/^Plan: \d+ to create, 0 to update, 0 to delete, 0 unchanged\.$/)
}, 180_000)
