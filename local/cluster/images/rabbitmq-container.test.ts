import { expect, test } from 'vitest'
import { containerArguments, containerName, rabbitmqImage } from './rabbitmq-container.ts'

const options = {
  host: '127.64.0.5',
  port: 5672,
  managementPort: 15672,
  prometheusPort: 15692,
  dataDir: '/data/broker',
}
const given = { engine: 'docker' as const, user: '501:20' }
const after = (args: string[], flag: string) => args.flatMap((arg, at) => (args[at - 1] === flag ? [arg] : []))

test('the container publishes its ports on the pod’s loopback address only', () => {
  expect(after(containerArguments(options, given), '--publish')).toEqual([
    '127.64.0.5:5672:5672',
    '127.64.0.5:15672:15672',
    '127.64.0.5:15692:15692',
  ])
})

test('the data belongs to the user who started it, and stays in its folder', () => {
  const args = containerArguments(options, given)
  expect(after(args, '--user')).toEqual(['501:20'])
  expect(after(args, '--volume')).toEqual(['/data/broker:/var/lib/rabbitmq'])
  expect(args).not.toContain('--userns')
  expect(after(containerArguments(options, { ...given, engine: 'podman' }), '--userns')).toEqual(['keep-id'])
  expect(args.at(-1)).toBe(rabbitmqImage)
})

test('definitions with passwords are mounted for reading', () => {
  const args = containerArguments({ ...options, definitionsFile: '/secret/definitions.json' }, given)
  expect(after(args, '--volume')).toContain('/secret/definitions.json:/secret/definitions.json:ro')
})

test('a data folder has one container name, another folder another', () => {
  expect(containerName('/a/b')).toBe(containerName('/a/../a/b'))
  expect(containerName('/a/b')).not.toBe(containerName('/a/c'))
})
