import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeApi } from '../../client/fake-api.ts'
import { ManualClock } from '../../client/manual-clock.ts'
import type { Pod } from '../../client/types.ts'
import { type VolumeContext, volumeFiles } from './content.ts'
import { PodTokens } from './tokens.ts'
import { writeVolume } from './writer.ts'

const meta = (name: string) => ({ name, namespace: 'shop', uid: name, resourceVersion: '1' })
const pod: Pod = { metadata: { ...meta('web'), labels: { app: 'web', tier: '"x"' } }, spec: { containers: [] } }
const context: VolumeContext = {
  pod,
  podIP: '',
  hostIP: '',
  allocatable: {},
  configMap: name => (name === 'conf' ? { metadata: meta(name), data: { a: '1', b: '2' } } : undefined),
  secret: name => (name === 'key' ? { metadata: meta(name), data: { token: 'eHl6' } } : undefined),
  token: audience => `token for ${audience ?? 'the API'}`,
}
const contents = (volume: Parameters<typeof volumeFiles>[0]) =>
  Object.fromEntries([...(volumeFiles(volume, context) ?? [])].map(([path, { content }]) => [path, String(content)]))

describe('the files of a volume', () => {
  it('are the keys of a ConfigMap or Secret, or the items asked for', () => {
    expect(contents({ name: 'v', configMap: { name: 'conf' } })).toEqual({ a: '1', b: '2' })
    const items = [{ key: 'token', path: 'deep/file', mode: 0o400 }]
    const files = volumeFiles({ name: 'v', secret: { secretName: 'key', items } }, context)
    expect(files?.get('deep/file')).toEqual({ content: Buffer.from('xyz'), mode: 0o400 })
  })

  it('are put together from projected sources', () => {
    const sources = [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
      { configMap: { name: 'conf', items: [{ key: 'a', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ]
    expect(contents({ name: 'v', projected: { sources } })).toEqual({
      token: 'token for the API',
      'ca.crt': '1',
      namespace: 'shop',
    })
  })

  it('hold labels as the downward API writes them', () => {
    const items = [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }]
    expect(contents({ name: 'v', downwardAPI: { items } })).toEqual({ labels: 'app="web"\ntier="\\"x\\""' })
  })

  it('must be there unless they are optional', () => {
    expect(() => contents({ name: 'v', configMap: { name: 'none' } })).toThrow('configmap "none" not found')
    expect(() => contents({ name: 'v', secret: { secretName: 'key', items: [{ key: 'k', path: 'k' }] } })).toThrow(
      'secret references non-existent secret key: k',
    )
    expect(contents({ name: 'v', configMap: { name: 'none', optional: true } })).toEqual({})
    expect(volumeFiles({ name: 'v', emptyDir: {} }, context)).toBeUndefined()
  })
})

describe('writing a volume', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'volume-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))
  const files = (data: Record<string, string>) =>
    new Map(Object.entries(data).map(([path, text]) => [path, { content: Buffer.from(text), mode: 0o640 }]))

  it('changes all files at once, and removes what is gone', () => {
    writeVolume(directory, files({ a: '1', 'deep/b': '2' }))
    expect(readFileSync(join(directory, 'deep/b'), 'utf8')).toBe('2')
    expect(statSync(join(directory, 'a')).mode & 0o777).toBe(0o640)
    writeVolume(directory, files({ a: '3', c: '4' }))
    expect(readdirSync(directory).filter(name => !name.startsWith('..'))).toEqual(['a', 'c'])
    expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('3')
  })

  it('leaves equal files alone', () => {
    writeVolume(directory, files({ a: '1' }))
    const before = readdirSync(directory)
    writeVolume(directory, files({ a: '1' }))
    expect(readdirSync(directory)).toEqual(before)
  })

  it('stays within its directory', () => {
    expect(() => writeVolume(directory, files({ '../../x': '1' }))).toThrow('leaves the volume')
  })
})

it('asks for a token once, and for another when most of its life is over', async () => {
  const clock = new ManualClock()
  const api = new FakeApi(clock)
  let asked = 0
  const createToken = api.createToken.bind(api)
  api.createToken = () => {
    asked++
    return createToken()
  }
  const tokens = new PodTokens(api, clock)
  const source = { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }
  const withToken = { ...pod, spec: { ...pod.spec, volumes: [{ name: 'v', projected: { sources: [source] } }] } }
  await tokens.refresh(withToken)
  await tokens.refresh(withToken)
  expect(asked).toBe(1)
  expect(tokens.renewAt()).toBe(clock.now() + 2_880_000)
  await clock.advance(2_880_000)
  await tokens.refresh(withToken)
  expect(asked).toBe(2)
})
