import { describe, expect, it } from 'vitest'
import type { ModelCall } from '../../../platform/lenses/model/types.ts'
import { chosenOf, facetsOf, filtered, withMarks } from './call-filters.ts'
import { callStatus, errorWords, evaluationViews, money, thumbOf } from './call-words.ts'
import { traceBars } from './trace-bars.ts'
import { troubleOf } from './turn-words.ts'

const at = (second: number) => new Date(second * 1000).toISOString()
const call = (second: number, more: Partial<ModelCall> = {}): ModelCall => ({
  id: String(second),
  at: at(second),
  conversation: 'c',
  question: 'Why?',
  user: 'Ines',
  turn: 1,
  attempt: 1,
  error: null,
  firstTokenSeconds: 0.4,
  seconds: 1.5,
  tokens: { input: 400, output: 150 },
  cost: 0.0004,
  model: 'm',
  evaluations: [{ label: 'keyword_overlap', value: 0.9, assessment: null }],
  ...more,
})
const refused = call(20, {
  error: { status: 401, type: null, said: null },
  tokens: null,
  evaluations: [],
})
const loved = call(10, { evaluations: [{ label: 'user_feedback', value: 1, assessment: null }] })
const calls = [call(30), refused, loved]
const run = { id: 'r', title: 'API errors', activeAt: at(15), endedAt: at(25) }

describe('filters', () => {
  it('are what the calls have, with how many', () => {
    const titles = facetsOf(calls, [run], new Set()).map(({ title, options }) => [
      title,
      options.map(option => `${option.title} ${option.count}`),
    ])
    expect(titles).toEqual([
      ['Status', ['Good reply 2', '401 key refused 1']],
      ['Tokens per call', ['500 to 1,500 2']],
      ['Evaluation', ['Not evaluated 1', 'Thumbs up 1']],
      ['During run', ['No run 2', 'API errors 1']],
    ])
  })

  it('keep one that is chosen also when no call has it any more', () => {
    expect(facetsOf([], [], new Set(['status:429']))).toMatchObject([{ options: [{ id: 'status:429', count: 0 }] }])
  })

  it.each([
    ['', ['30', '20', '10']],
    ['status:401', ['20']],
    ['status:401,status:ok', ['30', '20', '10']],
    ['status:ok,evaluation:up', ['10']],
    ['run:r', ['20']],
    ['nonsense', ['30', '20', '10']],
  ])('%j leave %j', (words, ids) => {
    expect(filtered(calls, [run], chosenOf(words)).map(one => one.id)).toEqual(ids)
  })
})

it('runs stand where they began and ended', () => {
  const rows = withMarks(calls, [run, { ...run, id: 'old', activeAt: at(1), endedAt: at(2) }])
  expect(rows.map(row => ('what' in row ? row.what : row.id))).toEqual(['30', 'over', '20', 'injected', '10'])
})

describe('words', () => {
  it('of statuses', () => {
    expect(callStatus(refused)).toEqual({ tone: 'bad', words: '401' })
    expect(callStatus(call(1, { error: { status: null, type: null, said: null } })).words).toBe('no answer')
    expect(errorWords({ status: 429, type: null, said: null })).toBe('429 rate limit')
    expect(errorWords({ status: 503, type: null, said: null })).toBe('503 provider failed')
  })
  it('of money', () => expect([0, 0.00043, 0.031, 1.2].map(money)).toEqual(['$0', '$0.00043', '$0.031', '$1.20']))
  it('of evaluations', () => {
    expect(thumbOf(loved.evaluations)).toBe('up')
    expect(thumbOf([])).toBeNull()
    const views = evaluationViews([
      { label: 'keyword_overlap', value: 0, assessment: null },
      { label: 'toxicity', value: 'none', assessment: 'pass' },
    ])
    expect(views.map(view => [view.name, view.value, view.verdict])).toEqual([
      ['Takes up the question', '0.00', 'Off topic'],
      ['toxicity', 'none', 'Pass'],
    ])
  })
  it('of what went wrong', () => {
    const failure = { code: 'unauthorized', reason: 'No.' }
    expect(troubleOf({ calls: [refused], reply: null, failure })?.title).toBe(
      '401 key refused after 1.50\u00a0s, not tried again',
    )
    const limited = call(1, { error: { status: 429, type: null, said: null } })
    expect(troubleOf({ calls: [limited, limited, call(2)], reply: 'So.', failure: null })).toMatchObject({
      tone: 'warn',
      title: '429 rate limit, 2 times, then answered',
    })
    expect(troubleOf({ calls: [call(1)], reply: 'So.', failure: null })).toBeNull()
  })
})

it('a trace is one bar for each service', () => {
  const span = { id: '1', parentId: null, service: 'worker', operation: '', resource: '', httpStatus: null, tags: {} }
  const bars = traceBars([
    { ...span, owner: 'frontend', start: 0, duration: 100, error: false },
    { ...span, owner: 'worker', start: 20, duration: 30, error: false },
    { ...span, owner: 'worker', start: 60, duration: 20, error: true },
  ])
  expect(bars).toEqual([
    { owner: 'frontend', from: 0, width: 1, milliseconds: 100, failed: false },
    { owner: 'worker', from: 0.2, width: 0.6, milliseconds: 60, failed: true },
  ])
  expect(traceBars([])).toEqual([])
})
