import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatEntry } from '../logs/cri.ts'
import { BadRequest } from './log-options.ts'
import { ResourceMetrics, rate } from './metrics.ts'
import { KubeletServer } from './server.ts'

describe('the API of the kubelet', () => {
  let directory: string
  let server: KubeletServer
  let url: string

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kubelet-'))
    writeFileSync(join(directory, 'token'), 'secret\n')
    const line = (index: number) => ({
      time: `2026-01-01T00:00:0${index}.000000000Z`,
      stream: 'stdout' as const,
      partial: false,
      text: `line ${index}`,
    })
    writeFileSync(join(directory, '0.log'), [0, 1, 2].map(line).map(formatEntry).join(''))
    server = new KubeletServer({
      host: '127.0.0.1',
      tokenFile: join(directory, 'token'),
      findLog: (_, pod) => {
        if (pod !== 'web') throw new BadRequest(`pod "${pod}" is not here`)
        return { path: join(directory, '0.log'), live: () => false }
      },
      metrics: new ResourceMetrics(
        () => [],
        () => 0,
      ),
      now: () => Date.UTC(2026, 0, 1, 0, 0, 3),
      log: pino({ level: 'silent' }),
    })
    url = `http://127.0.0.1:${await server.listen()}`
  })
  afterEach(async () => {
    await server.close()
    rmSync(directory, { recursive: true })
  })
  const get = async (path: string, token = 'secret') => {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    return [response.status, await response.text()]
  }

  it('asks for its token', async () => {
    expect(await get('/metrics/resource.json', 'wrong')).toEqual([401, 'Unauthorized'])
    expect((await get('/metrics/resource.json'))[0]).toBe(200)
  })

  it('sends logs with their options', async () => {
    const path = '/containerLogs/shop/web/web'
    expect(await get(path)).toEqual([200, 'line 0\nline 1\nline 2\n'])
    expect(await get(`${path}?tailLines=1&follow=true`)).toEqual([200, 'line 2\n'])
    expect(await get(`${path}?sinceSeconds=2`)).toEqual([200, 'line 1\nline 2\n'])
    expect(await get(`${path}?sinceTime=2026-01-01T00:00:02Z&timestamps=true`)).toEqual([
      200,
      '2026-01-01T00:00:02.000000000Z line 2\n',
    ])
  })

  it('says what is wrong with a request', async () => {
    expect(await get('/containerLogs/shop/other/web')).toEqual([400, 'pod "other" is not here'])
    expect(await get('/containerLogs/shop/web/web?tailLines=x')).toEqual([
      400,
      'tailLines "x" is not a number of 0 or more',
    ])
    expect(await get('/nothing')).toEqual([404, 'the kubelet serves no /nothing'])
  })
})

describe('resource metrics', () => {
  it('give CPU as the mean of the last ten seconds or more', () => {
    const samples = [{ at: 0, cpuMs: 0 }]
    expect(rate(samples, { at: 5_000, cpuMs: 500 })).toEqual({ nanoCores: 100_000_000, seconds: 5 })
    expect(rate(samples, { at: 12_000, cpuMs: 4_000 }).seconds).toBe(12)
    expect(rate(samples, { at: 16_000, cpuMs: 5_500 })).toEqual({ nanoCores: (5_000 / 11_000) * 1e9, seconds: 11 })
  })

  it('measure once for many readers', () => {
    let now = 10_000
    let measured = 0
    const usage = () => {
      measured++
      return { cpuMs: 100, memoryBytes: 4_096 }
    }
    const container = { namespace: 'shop', pod: 'web', container: 'web', containerId: 'x', startedAt: 0, usage }
    const metrics = new ResourceMetrics(
      () => [container],
      () => now,
    )
    expect(metrics.read().pods[0]).toMatchObject({
      name: 'web',
      windowSeconds: 10,
      containers: [{ name: 'web', cpuNanoCores: 10_000_000, memoryBytes: 4_096 }],
    })
    now += 1_000
    metrics.read()
    expect(measured).toBe(1)
    now += 1_000
    metrics.read()
    expect(measured).toBe(2)
  })
})
