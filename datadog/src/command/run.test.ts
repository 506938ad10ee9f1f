import { cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folders } from '../definitions/kinds.ts'
import { definitionsFolder } from '../folder.ts'
import { keys, type ObjectsServer, startObjectsServer } from '../testing/objects-server.ts'
import type { Options } from './options.ts'
import { run } from './run.ts'
import type { Settings } from './settings.ts'

let server: ObjectsServer
let folder: string
beforeEach(async () => {
  server = await startObjectsServer()
  folder = await mkdtemp(path.join(tmpdir(), 'definitions-'))
  await copyDefinitions(file => few.has(file) || file.startsWith('slo-requests'))
})
/** Of each kind something, so that most tests need few requests. */
const few = new Set([
  ...['chat.json', 'model.json', 'frontend-uptime.json', 'failed-chat-requests.json', 'nobody-answers.json'],
  ...['waiting-messages.json', 'oldest-waiting.json', 'tokens-per-reply.json'],
])

async function copyDefinitions(wanted: (file: string) => boolean) {
  for (const kind of Object.values(folders)) {
    await cp(path.join(definitionsFolder, kind), path.join(folder, kind), {
      recursive: true,
      filter: source => !source.endsWith('.json') || wanted(path.basename(source)) || kind === 'slos',
    })
  }
}

afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

async function datadog(command: Options['command'], over: Partial<Settings & Options> = {}) {
  const settings: Settings = {
    apiUrl: server.url,
    ...keys,
    site: 'datadoghq.com',
    env: 'chat-demo',
    values: {
      env: over.env ?? 'chat-demo',
      chat_url: 'http://127.0.0.1:1',
      synthetics_location: 'aws:eu-central-1',
      synthetics_status: 'paused',
    },
    ...over,
  }
  const options: Options = { command, detailedExitCode: true, showClientToken: false, ...over }
  const lines: string[] = []
  const complaints: string[] = []
  const code = await run(options, settings, folder, {
    print: line => lines.push(line),
    complain: line => complaints.push(line),
  })
  return { code, lines, complaints, text: [...lines, ...complaints].join('\n') }
}

const all = () =>
  [...server.objects].flatMap(([collection, objects]) => [...objects].map(each => [collection, ...each] as const))
const writes = () => server.calls.filter(call => !call.startsWith('GET') && !call.endsWith('/validate'))

/** Id and body of a monitor of ours. */
function monitor(key: string) {
  const found = [...(server.objects.get('monitor') ?? [])].find(([, body]) =>
    (body.tags as string[]).includes(`demo_key:${key}`),
  )
  if (!found) throw new Error(`there is no monitor ${key}`)
  return { id: found[0], body: found[1] }
}

test('plan writes nothing, apply makes everything, applied again it writes nothing, destroy leaves nothing', async () => {
  await copyDefinitions(() => true)
  const plan = await datadog('plan')
  expect(plan.code).toBe(3)
  expect(plan.lines.at(-1)).toMatch(/^Plan: \d+ to create, 0 to update, 0 to delete, 0 unchanged\.$/)
  expect(all()).toEqual([])

  const apply = await datadog('apply')
  expect(apply.complaints).toEqual([])
  expect(apply.code).toBe(0)
  const count = all().length
  expect(count).toBeGreaterThan(40)
  expect(apply.lines.at(-1)).toBe(`${count} done, 0 unchanged, 0 failed.`)
  expect(JSON.stringify(all())).not.toMatch(/\{\{(slo|monitor|setting):/)

  const written = writes().length
  const again = await datadog('apply')
  expect(again.lines.at(-1)).toBe(`0 done, ${count} unchanged, 0 failed.`)
  expect(writes()).toHaveLength(written)
  expect((await datadog('plan')).code).toBe(0)

  const destroy = await datadog('destroy')
  expect(destroy.lines.at(-1)).toBe(`${count} done, 0 unchanged, 0 failed.`)
  expect(all()).toEqual([])
}, 120_000)

test('what was changed by hand is shown with both values, and put right', async () => {
  await datadog('apply')
  const { body } = monitor('waiting-messages')
  body.name = 'Renamed by hand'
  body.options = { ...(body.options as object), thresholds: { critical: 99 } }

  const { code, lines } = await datadog('plan')
  expect(code).toBe(3)
  expect(lines).toContain('~ update monitor waiting-messages')
  expect(lines).toContain('    name: "Renamed by hand" → "More than 15 messages wait"')
  expect(lines).toContain('    options.thresholds.critical: 99 → 15')

  await datadog('apply')
  expect(monitor('waiting-messages').body.name).toBe('More than 15 messages wait')
  expect((await datadog('plan')).code).toBe(0)
})

test('what was deleted by hand is made again, and what refers to it follows', async () => {
  await datadog('apply')
  server.objects.get('slo')?.delete([...(server.objects.get('slo')?.keys() ?? [])][0] ?? '')
  const before = new Set(server.objects.get('slo')?.keys())

  expect((await datadog('apply')).code).toBe(0)
  expect((await datadog('plan')).code).toBe(0)
  const created = [...(server.objects.get('slo')?.keys() ?? [])].filter(id => !before.has(id))
  expect(created).toHaveLength(1)
})

test('a file that is gone deletes its object', async () => {
  await datadog('apply')
  await unlink(path.join(folder, 'monitors', 'tokens-per-reply.json'))
  expect((await datadog('plan')).lines).toContain('- delete monitor tokens-per-reply')
  await datadog('apply')
  expect(() => monitor('tokens-per-reply')).toThrow()
})

test('objects of others, and of another installation, are left alone', async () => {
  await datadog('apply', { env: 'chat-demo-other' })
  const others = all().length
  server.objects.get('monitor')?.set('7', { id: 7, name: 'Ours', type: 'metric alert', query: 'x', tags: ['team:x'] })
  server.objects.get('dashboard')?.set('d', { id: 'd', title: 'Chat demo: overview', description: 'by somebody else' })

  await datadog('apply')
  await datadog('destroy')
  expect(all()).toHaveLength(others + 2)
})

test('after a failure the rest goes on, and the next run does what is left', async () => {
  server.intercept = (method, url, body) =>
    method === 'POST' && url === '/api/v1/slo' && body.name === 'Chat requests are answered, 99.5 %'
      ? { status: 500, body: { errors: ['Internal'] } }
      : undefined
  const first = await datadog('apply')
  expect(first.code).toBe(1)
  expect(first.text).toContain('× SLO chat-requests: Datadog said 500')
  expect(first.text).toContain('× monitor slo-requests-fast: not tried, because it refers to slo chat-requests')
  expect(writes().filter(call => call === 'POST /api/v1/slo')).toHaveLength(7)

  server.intercept = () => undefined
  const second = await datadog('apply')
  expect(second.code).toBe(0)
  expect(second.lines.at(-1)).toMatch(/^4 done, \d+ unchanged, 0 failed\.$/)
})

test('two objects with the same key are named, and nothing is written', async () => {
  await datadog('apply')
  const { id, body } = monitor('waiting-messages')
  server.objects.get('monitor')?.set('9', { ...body, id: 9 })
  const before = writes().length
  const { code, complaints } = await datadog('apply')
  expect(code).toBe(1)
  expect(complaints.join()).toContain(`monitor:waiting-messages exists 2 times (${id}, 9)`)
  expect(writes()).toHaveLength(before)
})

test('a wrong API key, a wrong application key and a missing permission are told apart', async () => {
  const api = await datadog('plan', { apiKey: 'wrong' })
  expect(api.code).toBe(1)
  expect(api.text).toMatch(/does not accept the API key \(DD_API_KEY\).*DD_SITE is datadoghq\.com/)
  expect(api.text).not.toContain(keys.appKey)

  const application = await datadog('plan', { appKey: 'wrong' })
  expect(application.text).toContain('not the application key (DD_APP_KEY)')

  server.intercept = (_method, url) =>
    url === '/api/v1/slo' ? { status: 403, body: { errors: ['Forbidden'] } } : undefined
  expect((await datadog('plan')).text).toContain('lacks the permission slos_read')
})

test('a site that does not answer is named', async () => {
  const { code, text } = await datadog('plan', { apiUrl: 'http://nothing.invalid', site: 'nothing.invalid' })
  expect(code).toBe(1)
  expect(text).toContain('Is nothing.invalid the right DD_SITE?')
})

test('a rate limit is waited for, and said', async () => {
  let refused = 0
  server.intercept = (method, url) => {
    if (method !== 'GET' || url !== '/api/v1/monitor' || refused > 0) return undefined
    refused += 1
    const headers = { limit: '100', period: '10', remaining: '0', reset: '2', name: 'monitors' }
    return {
      status: 429,
      body: { errors: ['Rate limit'] },
      headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [`x-ratelimit-${key}`, value])),
    }
  }
  const { code, text } = await datadog('plan')
  expect(text).toContain("Datadog's rate limit is used up; going on in 2 s.")
  expect(code).toBe(3)
})

test('a definition that Datadog does not know is refused before anything is written', async () => {
  const file = path.join(folder, 'monitors', 'waiting-messages.json')
  const body = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...body, type: 'metric alarm', querry: 'x' }))
  const { code, complaints } = await datadog('apply')
  expect(code).toBe(1)
  expect(complaints.join()).toContain('type: not a value that Datadog knows: "metric alarm"')
  expect(complaints.join()).toContain('querry: not a field that Datadog knows')
  expect(all()).toEqual([])
})

test("a monitor that Datadog's own check refuses is named with its reason, and nothing is written", async () => {
  server.intercept = (_method, url, body) =>
    url === '/api/v1/monitor/validate' && String(body.query).includes('oldest_waiting')
      ? { status: 400, body: { errors: ['The value provided for parameter query is invalid'] } }
      : undefined
  const { code, complaints } = await datadog('apply')
  expect(code).toBe(1)
  expect(complaints.join()).toMatch(/oldest-waiting\.json: Datadog said 400: The value provided/)
  expect(all()).toEqual([])
})

test('the client token is printed only when it is asked for', async () => {
  expect((await datadog('apply')).text).toMatch(/RUM application chat has the id [\w-]+\./)
  expect((await datadog('apply')).text).not.toMatch(/token/)
  expect((await datadog('apply', { showClientToken: true })).text).toMatch(/client token is pub[\w-]+\./)
})
