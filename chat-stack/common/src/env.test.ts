import { expect, test } from 'vitest'
import { commaList, EnvironmentError, integer, optional, parseEnvironment, serviceVariables, url } from './env.ts'

function problemsOf(run: () => unknown): string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems
    throw error
  }
  return []
}

test('names every wrong variable, what it got and what it wants', () => {
  const variables = {
    WORKER_CONCURRENCY: integer({ min: 1, max: 512, otherwise: 64 }),
    BACKEND_URL: url(['http:'], 'http://127.0.0.1:8080'),
    LOG_LEVEL: serviceVariables(1).LOG_LEVEL,
  }
  expect(problemsOf(() => parseEnvironment(variables, { WORKER_CONCURRENCY: 'many', LOG_LEVEL: 'loud' }))).toEqual([
    'WORKER_CONCURRENCY: got "many", wants a whole number from 1 to 512',
    'BACKEND_URL: got nothing, wants a URL such as http://127.0.0.1:8080',
    'LOG_LEVEL: got "loud", wants one of fatal, error, warn, info, debug, trace, silent',
  ])
})

test('never prints a secret', () => {
  const variables = { DATABASE_URL: url(['postgres:'], 'postgres://user:password@host:5432/chat', { secret: true }) }
  const [problem] = problemsOf(() => parseEnvironment(variables, { DATABASE_URL: 'mysql://root:hunter2@db' }))
  expect(problem).toContain('DATABASE_URL: got a value of 23 characters (not shown)')
  expect(problem).not.toContain('hunter2')
})

test('an empty value counts as unset, defaults apply, lists are split', () => {
  const variables = {
    ...serviceVariables(8080),
    LIMIT: optional(integer({ min: 1, max: 9 })),
    HOSTS: commaList('hosts'),
  }
  expect(parseEnvironment(variables, { PORT: '', HOSTS: ' a , b:1,' })).toEqual({
    HOST: '127.0.0.1',
    PORT: 8080,
    LOG_LEVEL: 'info',
    ALLOWED_HOSTS: undefined,
    LIMIT: undefined,
    HOSTS: ['a', 'b:1'],
  })
})
