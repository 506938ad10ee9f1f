import { expect, it } from 'vitest'
import type { Pod } from '../../client/types.ts'
import { LoopbackAddresses, parseCidr, SharedLoopback } from './addresses.ts'

const pod = (uid: string): Pod => ({
  metadata: { name: uid, namespace: 'shop', uid, resourceVersion: '1' },
  spec: { containers: [{ name: 'c', ports: [{ containerPort: 8080 }, { containerPort: 9090 }] }] },
})

it('gives each pod an address of its own, and none that is in use', async () => {
  const addresses = new LoopbackAddresses('127.64.0.0/29', () => new Set(['127.64.0.2']))
  const ip = async (uid: string) => (await addresses.allocate(pod(uid))).ip
  expect(await ip('a')).toBe('127.64.0.1')
  expect(await ip('a')).toBe('127.64.0.1')
  expect(await ip('b')).toBe('127.64.0.3')
  addresses.release('a')
  expect([await ip('c'), await ip('d'), await ip('e'), await ip('f')]).toEqual([
    '127.64.0.4',
    '127.64.0.5',
    '127.64.0.6',
    '127.64.0.1',
  ])
  await expect(ip('g')).rejects.toThrow('no address is left')
})

it('gives free ports where all pods share one address', async () => {
  const shared = new SharedLoopback()
  const [a, b] = [await shared.allocate(pod('a')), await shared.allocate(pod('b'))]
  expect(a.ip).toBe('127.0.0.1')
  const ports = [...Object.values(a.hostPorts), ...Object.values(b.hostPorts)]
  expect(new Set(ports).size).toBe(4)
  expect(await shared.allocate(pod('a'))).toBe(a)
})

it('refuses what is no network', () => {
  expect(parseCidr('127.64.3.9/16')).toEqual({ first: 127 * 2 ** 24 + 64 * 2 ** 16, size: 65_536 })
  for (const wrong of ['127.64.0.0', '300.0.0.0/8', '127.0.0.0/31', 'x/8'])
    expect(() => parseCidr(wrong)).toThrow(wrong)
})
