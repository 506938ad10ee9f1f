import { expect, test } from 'vitest'
import { installRabbitmq, installWays } from './rabbitmq-install.ts'

const machine = (programs: string[], rights: { root?: boolean; sudo?: boolean; engine?: string } = {}) => ({
  has: (program: string) => programs.includes(program),
  runs: (engine: string) => engine === rights.engine,
  root: rights.root ?? false,
  passwordlessSudo: rights.sudo ?? false,
})

test('root installs by apt without starting a service', () => {
  const [way] = installWays(machine(['apt-get'], { root: true }))
  expect(way?.id).toBe('apt')
  expect(way?.holdServices).toBe(true)
  expect(way?.commands.at(-1)).toContain('rabbitmq-server')
  expect(way?.commands.flat()).not.toContain('sudo')
})

test('a user needs sudo without a password for apt', () => {
  expect(installWays(machine(['apt-get', 'sudo']))).toEqual([])
  expect(installWays(machine(['apt-get', 'sudo'], { sudo: true }))[0]?.commands[0]?.slice(0, 2)).toEqual(['sudo', '-n'])
})

test('Homebrew is a way', () => {
  expect(installWays(machine(['brew']))[0]?.id).toBe('brew')
})

test('a container engine that answers is the last way', () => {
  expect(installWays(machine(['brew'], { engine: 'podman' })).map(way => way.id)).toEqual(['brew', 'container'])
  const [way] = installWays(machine([], { engine: 'podman' }))
  expect(way?.commands[0]?.slice(0, 2)).toEqual(['podman', 'pull'])
  expect(installWays(machine(['docker']))).toEqual([])
})

test('without any way the message names all of them', async () => {
  await expect(installRabbitmq(true, machine([]))).rejects.toThrow(
    /apt-get install[\s\S]*brew install[\s\S]*docker pull/,
  )
})
