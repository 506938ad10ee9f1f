import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Figures } from '../../intake/figures.ts'
import { MemoryStore } from '../../intake/testing.ts'
import type { PodTags } from '../kubernetes/pod-tags.ts'
import { parseCri } from './cri.ts'
import { startLogTailer } from './index.ts'
import { logConfig } from './log-config.ts'

const pods: PodTags = {
  forEntity: podUid => (podUid === 'u1' ? ['pod_name:worker-1', 'env:chat-demo', 'service:worker'] : []),
  facts: podUid =>
    podUid === 'u1'
      ? {
          name: 'worker-1',
          namespace: 'chat-demo',
          labels: { 'tags.datadoghq.com/service': 'worker' },
          annotations: { 'ad.datadoghq.com/worker.logs': '[{"source":"nodejs","tags":["team:chat"]}]' },
          images: { worker: 'registry.local/chat/worker:dev' },
        }
      : undefined,
  entityOf: () => undefined,
}

describe('startLogTailer', () => {
  let folder: string
  let file: string
  let store: MemoryStore
  const messages = () => store.all('logs').map(log => log.message)
  const line = (text: string, stream = 'stdout', tag = 'F') => `${new Date().toISOString()} ${stream} ${tag} ${text}\n`
  const start = () =>
    startLogTailer({
      podLogsDir: join(folder, 'pods'),
      dataDir: join(folder, 'data'),
      store,
      figures: new Figures(),
      hostName: 'local',
      pods,
      onError: error => {
        throw error
      },
    })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-tailer-'))
    const directory = join(folder, 'pods', 'chat-demo_worker-1_u1', 'worker')
    await mkdir(directory, { recursive: true })
    file = join(directory, '0.log')
    store = new MemoryStore()
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('sends what is there and what is added, with the tags of the pod, and joins partial lines', async () => {
    await writeFile(file, line('first'))
    const tailer = await start()
    await vi.waitFor(() => expect(messages()).toEqual(['first']), { timeout: 5000 })
    await appendFile(file, line('one ', 'stdout', 'P') + line('oops', 'stderr') + line('two'))
    await vi.waitFor(() => expect(messages()).toEqual(['first', 'oops', 'one two']), { timeout: 5000 })
    await tailer.close()
    expect(store.all('logs')[0]).toMatchObject({ source: 'nodejs', service: 'worker', host: 'local', env: 'chat-demo' })
    expect(store.all('logs')[0]?.tags).toEqual(expect.arrayContaining(['pod_name:worker-1', 'team:chat']))
    expect(store.all('logs')[1]).toMatchObject({ message: 'oops', status: 'error' })
  })

  it('reads the rest of a file that was rotated, and then its successor', async () => {
    await writeFile(file, line('a'))
    const tailer = await start()
    await vi.waitFor(() => expect(messages()).toEqual(['a']), { timeout: 5000 })
    await appendFile(file, line('b'))
    await rename(file, `${file}.20260101-000000`)
    await writeFile(file, line('c'))
    await vi.waitFor(() => expect(messages()).toEqual(['a', 'b', 'c']), { timeout: 5000 })
    await tailer.close()
  })

  it('goes on after a restart where it was, neither twice nor with a gap', async () => {
    await writeFile(file, line('a'))
    const first = await start()
    await vi.waitFor(() => expect(messages()).toEqual(['a']), { timeout: 5000 })
    await first.close()
    await appendFile(file, line('b'))
    const second = await start()
    await vi.waitFor(() => expect(messages()).toEqual(['a', 'b']), { timeout: 5000 })
    await second.close()
  })

  it('waits for the cluster to say whose a container is', async () => {
    const facts = vi.spyOn(pods, 'facts').mockReturnValue(undefined)
    await writeFile(file, line('early'))
    const tailer = await start()
    await vi.waitFor(() => expect(facts).toHaveBeenCalledTimes(2), { timeout: 5000 })
    expect(messages()).toEqual([])
    facts.mockRestore()
    await vi.waitFor(() => expect(messages()).toEqual(['early']), { timeout: 5000 })
    await tailer.close()
    expect(store.all('logs')[0]?.service).toBe('worker')
  })

  it('keeps lines in the file while the store has no room', async () => {
    store.full = true
    await writeFile(file, line('part ', 'stdout', 'P') + line('whole'))
    const tailer = await start()
    const offered = vi.spyOn(store, 'append')
    await vi.waitFor(() => expect(offered).toHaveBeenCalled(), { timeout: 5000 })
    store.full = false
    await vi.waitFor(() => expect(messages()).toEqual(['part whole']), { timeout: 5000 })
    await tailer.close()
  })
})

describe('parseCri', () => {
  it('reads an entry, and nothing else', () => {
    expect(parseCri('2026-01-01T00:00:00.123456789Z stdout F a b')).toEqual({
      time: Date.parse('2026-01-01T00:00:00.123Z'),
      stream: 'stdout',
      partial: false,
      text: 'a b',
    })
    expect(parseCri('2026-01-01T00:00:00Z stderr P')).toMatchObject({ partial: true, text: '' })
    expect(parseCri('not a log line')).toBeUndefined()
  })
})

describe('logConfig', () => {
  const pod = (annotations: Record<string, string>, labels: Record<string, string> = {}) => ({
    name: 'p',
    namespace: 'n',
    labels,
    annotations,
    images: { app: 'registry:5000/team/chat-api:1.2@sha256:abc' },
  })
  it('falls back from the annotation to the label to the image', () => {
    expect(logConfig('app', pod({}))).toEqual({ source: 'chat-api', service: 'chat-api', tags: [] })
    expect(logConfig('app', pod({}, { 'tags.datadoghq.com/service': 'api' })).service).toBe('api')
    expect(logConfig('app', pod({ 'ad.datadoghq.com/app.logs': '[{"source":"nodejs","service":"x"}]' }))).toEqual({
      source: 'nodejs',
      service: 'x',
      tags: [],
    })
    expect(logConfig('app', pod({ 'ad.datadoghq.com/app.logs': '{broken' })).source).toBe('chat-api')
    expect(logConfig('app', undefined).source).toBe('app')
  })
})
