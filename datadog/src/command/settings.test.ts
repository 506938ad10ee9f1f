import { expect, test } from 'vitest'
import { readOptions } from './options.ts'
import { readSettings } from './settings.ts'

const run = {
  frontend: { url: 'http://localhost:30080/' },
  datadog: { apiUrl: 'http://127.0.0.1:4000', apiKey: 'local', appKey: 'app', site: 'datadoghq.com' },
}
const account = { DD_API_KEY: 'k', DD_APP_KEY: 'a', DD_SITE: 'datadoghq.eu', DD_ENV: 'chat-demo-ines' }

test('without keys it is what runs on this machine', () => {
  expect(readSettings({}, run)).toMatchObject({
    apiUrl: 'http://127.0.0.1:4000',
    apiKey: 'local',
    env: 'chat-demo',
    values: { chat_url: 'http://localhost:30080', synthetics_location: 'pl:this-machine', synthetics_status: 'live' },
  })
})

test('keys name an account, whatever runs here', () => {
  expect(readSettings(account, run)).toMatchObject({
    apiUrl: 'https://api.datadoghq.eu',
    apiKey: 'k',
    env: 'chat-demo-ines',
  })
  expect(readSettings({ ...account, DATADOG_API_URL: 'http://127.0.0.1:1/' }, null).apiUrl).toBe('http://127.0.0.1:1')
})

test('synthetic tests run where they can reach the chat', () => {
  const status = (over: object) => readSettings({ ...account, ...over }, null).values.synthetics_status
  expect(status({ CHAT_URL: 'https://chat.example.com' })).toBe('live')
  expect(status({ CHAT_URL: 'http://127.0.0.1:30080' })).toBe('paused')
  expect(status({ CHAT_URL: 'http://127.0.0.1:30080', SYNTHETICS_LOCATION: 'pl:laptop' })).toBe('live')
})

test.each([
  [{}, null, 'No Datadog to work on'],
  [{}, { datadog: { ...run.datadog, apiKey: '', appKey: '' } }, 'works with an account, whose keys are in no file'],
  [{ DD_API_KEY: 'secret' }, null, 'DD_API_KEY is set, DD_APP_KEY is not'],
  [{ ...account, DD_ENV: '' }, null, 'DD_ENV is not set; wanted is chat-demo-<installation>'],
  [{ ...account, DD_ENV: 'production' }, null, 'DD_ENV wants chat-demo-<installation>'],
  [{ ...account, DD_SITE: 'https://datadoghq.eu' }, null, 'DD_SITE wants a site such as'],
  [{ ...account, CHAT_URL: 'chat' }, null, 'CHAT_URL wants an http(s) address'],
])('%j is refused in words', (environment, file, message) => {
  expect(() => readSettings(environment, file)).toThrow(message)
  expect(() => readSettings(environment, file)).not.toThrow('secret')
})

test('the command line is read, or refused with what is wanted', () => {
  expect(readOptions(['plan', '--detailed-exitcode'])).toEqual({
    command: 'plan',
    detailedExitCode: true,
    showClientToken: false,
  })
  expect(readOptions(['--help'])).toBe('help')
  expect(() => readOptions([])).toThrow('The command is one of plan, apply, destroy. Given is nothing.')
  expect(() => readOptions(['aply'])).toThrow('Given is "aply"')
  expect(() => readOptions(['plan', 'apply'])).toThrow('One command at a time')
  expect(() => readOptions(['plan', '--force'])).toThrow("Unknown option '--force'")
})
