import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const tour = `id: short
title: Short
summary: For tests
acts:
  - title: Act
    steps:
      - { id: calm, title: Calm, seconds: 20, say: Look, do: { traffic: light }, gate: [{ traffic: light, forSeconds: 5 }] }
      - { id: ask, title: Ask, seconds: 20, say: Ask, do: { message: Which plant forgives? }, gate: [{ message: answered }] }
      - { id: crash, title: Crash, seconds: 20, say: Gone, do: { inject: worker-crash }, gate: [{ evidence: worker-crash, signal: pods-gone }] }
      - { id: back, title: Back, seconds: 20, say: Back, do: { heal: all } }
      - { id: jobs, title: Jobs, seconds: 20, say: Jobs, do: { open: /nowhere } }
`
const broken = `id: broken
title: Broken
summary: For tests
acts:
  - title: Act
    steps:
      - id: calm
        title: Calm
        seconds: soon
        say: Look
`

let server: TestServer
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock()
  server = await startTestServer({ clock, tours: { 'short.yaml': tour, 'broken.yaml': broken } })
})
afterEach(() => server.close())

const put = (body: object) => server.script('PUT', '/api/v1/tour', body)
const act = (step: string) => server.script('POST', '/api/v1/tour/do', { step })
const begin = () => server.script('POST', '/api/v1/tour', { tour: 'short' })
async function progress() {
  await clock.advance(1_000)
  server.live.update()
  const { body } = await server.script('GET', '/api/v1/tours')
  return (body.active as { progress: Record<string, unknown> }).progress
}

describe('tours', () => {
  it('names what is wrong with file, line and field, and what is not there', async () => {
    const { body } = await server.script('GET', '/api/v1/tours')
    expect(body.tours).toMatchObject([{ id: 'short' }])
    expect(body.problems).toEqual([
      expect.stringMatching(/^broken\.yaml:9:18: acts\[0\]\.steps\[0\]\.seconds /),
      expect.stringMatching(/^short\.yaml:11:\d+: acts\[0\]\.steps\[4\]\.do\.open there is no page \/nowhere$/),
    ])
    expect((await server.script('GET', '/api/v1/tours/short')).body.title).toBe('Short')
    expect((await server.script('GET', '/api/v1/tours/none')).status).toBe(404)
  })

  it('reads a file again when it changes', async () => {
    await writeFile(join(server.folder, 'tours', 'broken.yaml'), broken.replace('soon', '5'))
    await vi.waitFor(async () => {
      await clock.advance(200)
      const { body } = await server.script('GET', '/api/v1/tours')
      expect(body.tours).toMatchObject([{ id: 'broken' }, { id: 'short' }])
    })
  })
})

describe('giving a tour', () => {
  it('keeps one place for all who look, and over a restart', async () => {
    const begun = await begin()
    expect(begun.status).toBe(201)
    expect(begun.body.progress).toMatchObject({ tour: 'short', step: 'calm', by: 'script' })
    const moved = await put({ step: 'crash' })
    expect(moved.body.progress).toMatchObject({ step: 'crash', spent: { calm: 0 } })
    server.live.update()
    expect(server.live.snapshot().tour?.progress.step).toBe('crash')

    const again = await startTestServer({ clock, folder: server.folder, tours: { 'short.yaml': tour } })
    again.live.update()
    expect(again.live.snapshot().tour?.progress.step).toBe('crash')
    await again.close()
  })

  it('refuses steps and tours that there are not, and everything without a tour', async () => {
    expect((await put({ step: 'calm' })).status).toBe(400)
    expect((await server.script('POST', '/api/v1/tour', { tour: 'none' })).status).toBe(404)
    await begin()
    expect((await put({ step: 'none' })).status).toBe(404)
    expect((await act('none')).status).toBe(404)
    expect((await put({ step: 'Not An Id' })).status).toBe(400)
    const missing = await act('jobs')
    expect(missing.status).toBe(412)
    expect(missing.body.detail).toBe('Jobs: there is no page /nowhere')
  })

  it('stands still while it is paused', async () => {
    await begin()
    await put({ paused: true })
    await clock.advance(60_000)
    await put({ paused: false })
    const { body } = await put({ step: 'ask' })
    expect(body.progress).toMatchObject({ spent: { calm: 0 }, pausedAt: null })
  })

  it('sets the traffic, and turns green when it has run for a while', async () => {
    await begin()
    expect((await act('calm')).body).toMatchObject({ done: 'traffic light' })
    expect(server.state.profile).toBe('light')
    expect((await progress()).green).toEqual({})
    await clock.advance(6_000)
    expect((await progress()).green).toHaveProperty('calm')
  })

  it('says why the traffic could not be set', async () => {
    await begin()
    server.trafficAway.reason = 'the connection is refused'
    const away = await act('calm')
    expect(away.status).toBe(503)
    expect((await progress()).done).toEqual({})
  })

  it('sends one message however often the button is pressed, and waits for its reply', async () => {
    await begin()
    await put({ step: 'ask' })
    const [one, two] = await Promise.all([act('ask'), act('ask')])
    expect(one.body.done).toBe(two.body.done)
    expect(server.chat.asked).toEqual(['Which plant forgives?'])
    expect((await progress()).message).toMatchObject({ traceId: '1'.padStart(32, '0'), state: 'accepted' })
    server.chat.status = 'answered'
    await clock.advance(1_000)
    const after = await progress()
    expect(after.message).toMatchObject({ state: 'answered' })
    expect(after.green).toHaveProperty('ask')
  })

  it('injects and heals for real, and its gate follows the run', async () => {
    await begin()
    await put({ step: 'crash' })
    const injected = await act('crash')
    expect(injected.status).toBe(202)
    expect(injected.body.warnings).toEqual([expect.stringMatching(/^No baseline yet/)])
    expect(server.cluster.spec('worker')).toEqual({ replicas: 0 })
    await clock.advance(2_000)
    expect((await act('crash')).status).toBe(409)
    const seen = await progress()
    expect(seen.green).toHaveProperty('crash')
    expect((await act('back')).body.done).toBe('worker restored')
    expect(server.cluster.spec('worker')).toEqual({ replicas: 1 })
  })

  it('keeps how it went when it is over', async () => {
    await begin()
    await clock.advance(30_000)
    await put({ step: 'jobs' })
    await clock.advance(10_000)
    expect((await server.script('POST', '/api/v1/tour/end')).status).toBe(204)
    expect((await server.script('POST', '/api/v1/tour/end')).status).toBe(204)
    server.live.update()
    expect(server.live.snapshot().tour).toBeNull()
    const { body } = await server.script('GET', '/api/v1/tours')
    expect(body.rehearsals).toEqual([{ id: 'short', count: 1, medianSeconds: 40, lastSeconds: 40 }])
    await vi.waitFor(async () => {
      const line = JSON.parse(await readFile(join(server.folder, 'rehearsals.jsonl'), 'utf8'))
      expect(line).toMatchObject({ tour: 'short', complete: true, seconds: 40, steps: { calm: 30, jobs: 10 } })
    })
  })
})
