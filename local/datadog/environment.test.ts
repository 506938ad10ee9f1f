import { describe, expect, it } from 'vitest'
import { parseEnvironment } from './environment.ts'

const minimal = {
  API_PORT: '8100',
  AGENT_PORT: '8126',
  DOGSTATSD_PORT: '8125',
  DATA_DIR: '/tmp/x',
  API_KEY: 'a-key-of-a-test',
  APP_KEY: 'another-key-of-a-test',
}

describe('the environment', () => {
  it('is whole with its defaults', () => {
    expect(parseEnvironment(minimal)).toMatchObject({
      HOST: '127.0.0.1',
      API_PORT: 8100,
      CLIENT_TOKENS: [],
      NODE_NAME: 'local',
      MAX_AGE_HOURS: 4,
      MAX_DISK_MB: 1024,
      RATE_LIMITS: {},
      checkEnvironment: {},
    })
  })

  it('reads lists, rate limits and what checks may ask for', () => {
    const environment = parseEnvironment({
      ...minimal,
      CLIENT_TOKENS: 'puba, pubb',
      RATE_LIMITS: 'batch_query=5/10,*=100/1',
      CHECK_ENV_DATADOG_POSTGRES_PASSWORD: 'secret',
    })
    expect(environment.CLIENT_TOKENS).toEqual(['puba', 'pubb'])
    expect(environment.RATE_LIMITS).toEqual({
      batch_query: { requests: 5, periodSeconds: 10 },
      '*': { requests: 100, periodSeconds: 1 },
    })
    expect(environment.checkEnvironment).toEqual({ DATADOG_POSTGRES_PASSWORD: 'secret' })
  })

  it('names each wrong variable, what it got and what it wants, but no key', () => {
    const wrong = { ...minimal, API_PORT: 'x', API_KEY: 'short', DATA_DIR: undefined, RATE_LIMITS: 'a=b' }
    const error = (() => {
      try {
        parseEnvironment(wrong)
      } catch (thrown) {
        return String(thrown)
      }
    })()
    expect(error).toContain('API_PORT: got "x", wants a port number')
    expect(error).toContain('API_KEY: got a value that is not shown, wants a key of at least 8 characters')
    expect(error).toContain('DATA_DIR: got nothing, wants a folder')
    expect(error).toContain('RATE_LIMITS: got "a=b", wants a list as')
    expect(error).not.toContain('short')
  })
})
