import { describe, expect, test } from 'vitest'
import { readOptions } from './options.ts'

describe('the options of npm start', () => {
  test('have the ports of the contract when nothing is said', () => {
    expect(readOptions([], {})).toEqual({
      yes: false,
      open: true,
      controlCenterPort: 30000,
      chatPort: 30080,
      model: null,
      datadog: null,
    })
  })

  test('take a flag before the environment', () => {
    expect(readOptions(['--port', '30001'], { CONTROL_CENTER_PORT: '30002' }).controlCenterPort).toBe(30001)
  })

  test('use a real model when a key is given', () => {
    expect(readOptions([], { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }).model).toEqual({
      apiKey: 'k',
      baseUrl: 'http://127.0.0.1:9/v1',
    })
  })

  test('use an account of Datadog when both keys are given, and refuse one key alone', () => {
    const keys = { DD_API_KEY: 'api', DD_APP_KEY: 'app' }
    expect(readOptions([], keys).datadog).toEqual({ apiKey: 'api', appKey: 'app', site: 'datadoghq.com' })
    expect(readOptions([], { ...keys, DD_SITE: 'datadoghq.eu' }).datadog?.site).toBe('datadoghq.eu')
    expect(() => readOptions([], { DD_API_KEY: 'api' })).toThrow('DD_APP_KEY is not')
    expect(() => readOptions([], { DD_APP_KEY: 'app' })).toThrow('DD_API_KEY is not')
  })

  test.each([
    [['--port', 'x'], /--port is "x"; wanted is a port/],
    [['--chat-port', '80'], /--chat-port is 80; wanted is a NodePort/],
    [['--chat-port', '30000'], /both 30000/],
    [['--nonsense'], /--help lists the options/],
    [['--context', 'prod'], /--context/],
  ])('refuse %j in words', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(message)
  })
})
