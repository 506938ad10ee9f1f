import { expect, test } from 'vitest'
import { newCredentials, rabbitmqDefinitions, rabbitmqHash, secrets } from './secrets.ts'

test('a RabbitMQ hash is the salt, then SHA-256 over salt and password', () => {
  // From RabbitMQ's documentation of its password hashes: user "test12", salt 908DC60A.
  expect(rabbitmqHash('test12', Buffer.from('908dc60a', 'hex'))).toBe(
    'kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR',
  )
})

test('no two starts share a secret', () => {
  const [a, b] = [newCredentials(null), newCredentials(null)]
  expect(a.postgres.password).not.toBe(b.postgres.password)
  expect(a.openai.good).not.toBe(b.openai.good)
})

test('the monitoring user may look and change nothing', () => {
  const { users, permissions } = rabbitmqDefinitions(newCredentials(null).rabbitmq)
  expect(users.find(user => user.name === 'monitoring')?.tags).toBe('monitoring')
  expect(permissions.find(each => each.user === 'monitoring')).toMatchObject({
    configure: '^$',
    write: '^$',
    read: '^$',
  })
})

test('the Secrets carry the names that the manifests refer to', () => {
  expect(secrets(newCredentials('own-key'), 'chat-demo').map(secret => secret.metadata?.name)).toEqual([
    'postgres-auth',
    'postgres-datadog',
    'rabbitmq-auth',
    'openai-key',
    'openai-key-revoked',
    'openai-key-limited',
  ])
})
