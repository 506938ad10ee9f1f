import { createHash, randomBytes } from 'node:crypto'
import type { V1Secret } from '@kubernetes/client-node'

/** A password that no file of the repository knows: 192 random bits, safe in a URL. */
export const newSecret = () => randomBytes(24).toString('base64url')

/** RabbitMQ's own form of a password in its definitions: salt, then SHA-256 over salt and password. */
export function rabbitmqHash(password: string, salt = randomBytes(4)): string {
  const digest = createHash('sha256').update(salt).update(password, 'utf8').digest()
  return Buffer.concat([salt, digest]).toString('base64')
}

export interface Credentials {
  postgres: { username: string; password: string; datadog: { username: string; password: string } }
  rabbitmq: { username: string; password: string; monitoring: { username: string; password: string } }
  openai: { good: string; revoked: string; limited: string }
}

/** Made anew at every start; `model` is the person's own key when the model is real. */
export function newCredentials(modelKey: string | null): Credentials {
  return {
    postgres: {
      username: 'chat',
      password: newSecret(),
      datadog: { username: 'datadog', password: newSecret() },
    },
    rabbitmq: {
      username: 'chat',
      password: newSecret(),
      monitoring: { username: 'monitoring', password: newSecret() },
    },
    openai: { good: modelKey ?? `sk-${newSecret()}`, revoked: `sk-${newSecret()}`, limited: `sk-${newSecret()}` },
  }
}

/** The broker's users: the application, which may use everything of its vhost, and one that may only look. */
export function rabbitmqDefinitions({ username, password, monitoring }: Credentials['rabbitmq']) {
  const user = (name: string, secret: string, tags: string[]) => ({
    name,
    password_hash: rabbitmqHash(secret),
    hashing_algorithm: 'rabbit_password_hashing_sha256',
    tags: tags.join(','),
    limits: {},
  })
  const may = (name: string, pattern: string) => ({
    user: name,
    vhost: '/',
    configure: pattern,
    write: pattern,
    read: pattern,
  })
  return {
    vhosts: [{ name: '/' }],
    users: [user(username, password, []), user(monitoring.username, monitoring.password, ['monitoring'])],
    permissions: [may(username, '.*'), may(monitoring.username, '^$')],
  }
}

/** What gives the Agent's role its password; the role itself is made by the manifests. */
export const datadogPasswordSql = ({ username, password }: { username: string; password: string }) =>
  `ALTER ROLE "${username.replaceAll('"', '""')}" LOGIN PASSWORD '${password.replaceAll("'", "''")}';\n`

/** The named Secrets that the manifests refer to. */
export function secrets(credentials: Credentials, namespace: string): V1Secret[] {
  const secret = (name: string, stringData: Record<string, string>): V1Secret => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'Opaque',
    stringData,
  })
  const { postgres, rabbitmq, openai } = credentials
  return [
    secret('postgres-auth', { username: postgres.username, password: postgres.password }),
    secret('postgres-datadog', { ...postgres.datadog, 'datadog-password.sql': datadogPasswordSql(postgres.datadog) }),
    secret('rabbitmq-auth', {
      username: rabbitmq.username,
      password: rabbitmq.password,
      'definitions.json': JSON.stringify(rabbitmqDefinitions(rabbitmq)),
    }),
    secret('openai-key', { 'api-key': openai.good }),
    secret('openai-key-revoked', { 'api-key': openai.revoked }),
    secret('openai-key-limited', { 'api-key': openai.limited }),
  ]
}
