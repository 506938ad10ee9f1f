import { describe, expect, it } from 'vitest'
import { errorOf, errorTexts } from './problem.ts'

describe('what Datadog says instead of an answer', () => {
  it('is read in both of its shapes', () => {
    expect(errorTexts('{"errors":["one","two"]}')).toEqual(['one', 'two'])
    expect(errorTexts('{"errors":[{"status":"422","title":"Invalid","detail":"from is after to"}]}')).toEqual([
      'from is after to',
    ])
    expect(errorTexts('{"errors":[{"title":"Generic Error"}]}')).toEqual(['Generic Error'])
    expect(errorTexts('<html><b>Bad gateway</b></html>')).toEqual(['Bad gateway'])
    expect(errorTexts('')).toEqual([])
  })

  it('names the permission when a refusal does not', () => {
    const error = errorOf(403, '{"errors":["Forbidden"]}', 'timeseries_query')
    expect(error).toMatchObject({
      kind: 'forbidden',
      status: 403,
      message: 'The application key lacks timeseries_query',
    })
    expect(errorOf(403, '{"errors":["Key was revoked"]}', 'timeseries_query').message).toBe('Key was revoked')
  })

  it.each([
    [400, 'invalid'],
    [404, 'missing'],
    [429, 'limited'],
    [501, 'missing'],
    [500, 'failed'],
    [503, 'failed'],
  ])('%i is %s', (status, kind) => expect(errorOf(status, '', 'x').kind).toBe(kind))
})
