import { expect, it } from 'vitest'
import { readServerEnvironment } from './environment.ts'

const good = {
  API_TOKEN: 'x'.repeat(32),
  SESSION_STORE: '/tmp/sessions.json',
  KUBECONFIG: '/tmp/kubeconfig',
  KUBE_NAMESPACE: 'chat-demo',
  RABBITMQ_MANAGEMENT_URL: 'http://user:secret@127.0.0.1:15672',
  CHAT_URL: 'http://localhost:30080',
  TRAFFIC_URL: 'http://127.0.0.1:8090',
  PLATFORM_LABELS: '{"cluster":{"name":"c","kind":"stand-in"},"datadog":null,"model":{"name":"m","kind":"real"}}',
}

it('has defaults for the rest', () => {
  expect(readServerEnvironment(good)).toMatchObject({
    host: '127.0.0.1',
    port: 30_000,
    publicOrigin: 'http://127.0.0.1:30000',
    auditLog: '/tmp/audit.jsonl',
    labels: { datadog: null },
  })
})

it.each([
  [{ API_TOKEN: undefined }, 'API_TOKEN is not set: wants the token that scripts send'],
  [{ API_TOKEN: 'short-secret' }, 'API_TOKEN is set to something else: wants at least 32 characters'],
  [{ PORT: 'eighty' }, 'PORT is "eighty": wants a port number'],
  [{ CHAT_URL: 'ftp://user:secret@host' }, 'CHAT_URL is set to something else: wants an http(s) URL'],
  [{ PLATFORM_LABELS: '{"cluster":1}' }, 'PLATFORM_LABELS is "{\\"cluster\\":1}": cluster'],
  [{ PLATFORM_LABELS: 'none' }, 'PLATFORM_LABELS is "none": wants JSON'],
  [{ DD_API_KEY: 'secret@key' }, 'DD_APP_KEY is not set: wants both DD_API_KEY and DD_APP_KEY, or neither'],
  [{ DD_SITE: 'https://datadoghq.eu' }, 'DD_SITE is "https://datadoghq.eu": wants a site of Datadog'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"'],
])('names what is wrong: %j', (change, message) => {
  const wrong = () => readServerEnvironment({ ...good, ...change })
  expect(wrong).toThrow(message)
  expect(wrong).not.toThrow('secret@')
})

it('names everything at once', () => {
  expect(() => readServerEnvironment({})).toThrow(/API_TOKEN[\s\S]*SESSION_STORE[\s\S]*KUBECONFIG[\s\S]*CHAT_URL/)
})

it('knows Datadog only with both keys, and an application only where the API is the site’s own', () => {
  expect(readServerEnvironment(good).datadog).toBeNull()
  const keys = { DD_API_KEY: 'a', DD_APP_KEY: 'b' }
  expect(readServerEnvironment({ ...good, ...keys, DD_SITE: 'datadoghq.eu' }).datadog).toEqual({
    apiUrl: 'https://api.datadoghq.eu',
    appUrl: 'https://app.datadoghq.eu',
    apiKey: 'a',
    appKey: 'b',
  })
  const elsewhere = { ...keys, DD_SITE: 'datadoghq.com', DATADOG_API_URL: 'http://127.0.0.1:5000' }
  expect(readServerEnvironment({ ...good, ...elsewhere }).datadog?.appUrl).toBeNull()
})
