import { describe, expect, it } from 'vitest'
import { ImagePuller } from './puller.ts'
import { fullReference, isReference, normalizeReference, parseImageTable } from './table.ts'

describe('image references', () => {
  it.each([
    ['postgres:18', 'postgres:18', 'docker.io/library/postgres:18'],
    ['docker.io/library/postgres:18', 'postgres:18', 'docker.io/library/postgres:18'],
    ['chat/web', 'chat/web:latest', 'docker.io/chat/web:latest'],
    ['localhost:5000/web:1', 'localhost:5000/web:1', 'localhost:5000/web:1'],
  ])('%s is %s, in full %s', (reference, normal, full) => {
    expect(normalizeReference(reference)).toBe(normal)
    expect(fullReference(reference)).toBe(full)
    expect(isReference(reference)).toBe(true)
  })

  it('are refused when they are none', () => {
    expect(['Not A Name', 'UPPER:1', 'a:b c', ''].map(isReference)).toEqual([false, false, false, false])
  })
})

it('says what is wrong with an image table', () => {
  expect(() => parseImageTable('{', '/t.json')).toThrow(/^\/t.json is not JSON/)
  expect(() => parseImageTable('{"images":[{"name":"a","tags":[]}]}', '/t.json')).toThrow(/is not an image table/)
  const table = parseImageTable('{"images":[{"name":"a","tags":["1","2"],"command":["node"]}]}', '/t.json')
  expect([...table.keys()]).toEqual(['a:1', 'a:2'])
})

describe('pulling', () => {
  const container = { name: 'c', image: 'chat/web:2' }
  const found = { command: ['node'], env: {} }

  it('finds an image that is there', () => {
    const puller = new ImagePuller(() => found)
    expect(puller.pull('u', container, 0)).toMatchObject({
      image: found,
      events: [{ reason: 'Pulled', message: 'Container image "chat/web:2" already present on machine' }],
    })
    expect(puller.pull('u', { ...container, imagePullPolicy: 'Always' }, 0).events.map(({ reason }) => reason)).toEqual(
      ['Pulling', 'Pulled'],
    )
  })

  it('fails, waits 10 s, 20 s …, and says which of the two it does', () => {
    const puller = new ImagePuller(() => undefined)
    const at = (now: number) => {
      const result = puller.pull('u', container, now)
      return result.image ? undefined : [result.waiting.reason, result.retryAt]
    }
    expect(at(0)).toEqual(['ErrImagePull', 2_000])
    expect(at(2_000)).toEqual(['ImagePullBackOff', 10_000])
    expect(at(10_000)).toEqual(['ErrImagePull', 12_000])
    expect(at(12_000)).toEqual(['ImagePullBackOff', 30_000])
    expect(at(30_000)?.[0]).toBe('ErrImagePull')
  })

  it('words the reason as container runtimes do', () => {
    const result = new ImagePuller(() => undefined).pull('u', container, 0)
    expect(result.image ? '' : result.waiting.message).toBe(
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/chat/web:2": failed to resolve reference "docker.io/chat/web:2": docker.io/chat/web:2: not found',
    )
    expect(result.events.map(({ message }) => message).at(-1)).toBe('Error: ErrImagePull')
  })
})
