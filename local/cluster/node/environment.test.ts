import { expect, it } from 'vitest'
import { parseEnvironment } from './environment.ts'

const needed = { KUBECONFIG: '/k', STATE_DIR: '/s', IMAGES_FILE: '/i', KUBELET_TOKEN_FILE: '/t' }

it('has defaults for everything but files', () => {
  expect(parseEnvironment(needed, 'linux')).toMatchObject({
    NODE_NAME: 'local',
    POD_CIDR: '127.64.0.0/16',
    LOOPBACK: 'own',
  })
  expect(parseEnvironment(needed, 'darwin').LOOPBACK).toBe('shared')
})

it('names each variable that is wrong, what it is and what is wanted', () => {
  const { KUBECONFIG: _, ...rest } = needed
  const wrong = { ...rest, POD_CIDR: '10.0.0.0/8', NODE_NAME: 'No Name', STOP_TIMEOUT_MS: 'x' }
  const message = (() => {
    try {
      parseEnvironment(wrong, 'linux')
      return ''
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
  })()
  expect(message).toMatch(/^KUBECONFIG=null: /m)
  expect(message).toMatch(/^POD_CIDR="10.0.0.0\/8": wants an IPv4 network within 127.0.0.0\/8/m)
  expect(message).toMatch(/^NODE_NAME="No Name": wants a name/m)
  expect(message).toMatch(/^STOP_TIMEOUT_MS="x": /m)
})
