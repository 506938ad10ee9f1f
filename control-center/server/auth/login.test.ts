import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock()
  server = await startTestServer({ clock })
})
afterEach(() => server.close())

const link = async () =>
  (await server.script('POST', '/api/v1/login-codes', {})).body as { code: string; url: string; expiresAt: string }

function login(code: unknown, from = server) {
  return from.call('/api/v1/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: from.url },
    body: JSON.stringify({ code }),
  })
}

const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

describe('a login link', () => {
  it('opens one browser, once', async () => {
    const { code, url } = await link()
    expect(url).toBe(`${server.url}/login#code=${code}`)
    expect(Buffer.from(code, 'base64url')).toHaveLength(32)
    const first = await login(code)
    expect(first.status).toBe(200)
    expect(first.headers.get('set-cookie')).toMatch(
      /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    )
    expect((await login(code)).status).toBe(403)
    const seen = await server.call('/api/v1/status', { headers: { cookie: cookieOf(first) } })
    expect(seen.status).toBe(200)
  })

  it('is worth nothing after ten minutes', async () => {
    const { code } = await link()
    await clock.leap(10 * 60_000)
    expect((await login(code)).status).toBe(403)
  })

  it('is given to scripts only', async () => {
    const cookie = cookieOf(await login((await link()).code))
    const headers = { cookie, origin: server.url, 'content-type': 'application/json' }
    expect((await server.call('/api/v1/login-codes', { method: 'POST', headers, body: '{}' })).status).toBe(403)
  })

  it('is not guessed: the eleventh attempt in a minute waits', async () => {
    for (let attempt = 0; attempt < 10; attempt++) expect((await login(`guess-${attempt}`)).status).toBe(403)
    const eleventh = await login('guess')
    expect(eleventh.status).toBe(429)
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0)
    await clock.leap(60_001)
    expect((await login((await link()).code)).status).toBe(200)
  })
})

describe('a session', () => {
  it('needs an Origin to change something', async () => {
    const cookie = cookieOf(await login((await link()).code))
    expect((await server.call('/api/v1/heal', { method: 'POST', headers: { cookie } })).status).toBe(403)
    expect(
      (await server.call('/api/v1/heal', { method: 'POST', headers: { cookie, origin: server.url } })).status,
    ).toBe(202)
  })

  it('survives a restart, and its secret is not in the file', async () => {
    const cookie = cookieOf(await login((await link()).code))
    const file = join(server.folder, 'sessions.json')
    expect(await readFile(file, 'utf8')).not.toContain(cookie.slice('session='.length))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const restarted = await startTestServer({ clock, folder: server.folder })
    expect((await restarted.call('/api/v1/status', { headers: { cookie } })).status).toBe(200)
    await restarted.close()
  })

  it('ends with the logout', async () => {
    const cookie = cookieOf(await login((await link()).code))
    const out = await server.call('/api/v1/logout', { method: 'POST', headers: { cookie, origin: server.url } })
    expect(out.status).toBe(204)
    expect(out.headers.get('set-cookie')).toMatch(/^session=; .*Max-Age=0/)
    expect((await server.call('/api/v1/status', { headers: { cookie } })).status).toBe(401)
  })

  it('ends after twelve hours', async () => {
    const cookie = cookieOf(await login((await link()).code))
    await clock.leap(12 * 3600_000)
    expect((await server.call('/api/v1/status', { headers: { cookie } })).status).toBe(401)
  })
})

it('audits who changed what, and who was refused', async () => {
  await server.script('PUT', '/api/v1/traffic', { profile: 'light' })
  await server.call('/api/v1/heal', { method: 'POST' })
  const { code } = await link()
  await login(code)
  const { body } = await server.script('GET', '/api/v1/audit?limit=10')
  expect(body.entries).toMatchObject([
    { who: 'presenter', via: 'session', path: '/api/v1/login', status: 200, detail: 'logged in' },
    { who: 'script', via: 'token', path: '/api/v1/login-codes', status: 201 },
    { who: null, via: null, path: '/api/v1/heal', status: 401 },
    { who: 'script', via: 'token', path: '/api/v1/traffic', status: 200, detail: 'light' },
  ])
  expect(JSON.stringify(body)).not.toContain(code)
})
