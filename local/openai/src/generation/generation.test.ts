import { describe, expect, it } from 'vitest'
import { cutAnswer } from './cut.ts'
import { catalogue, type Model } from './models.ts'
import { drawPace, tokensReady, totalMs } from './pace.ts'
import { countPrompt, countText, splitTokens } from './tokens.ts'

function modelOf(id: string): Model {
  const model = catalogue.find(candidate => candidate.id === id)
  if (!model) throw new Error(`no model ${id}`)
  return model
}

function medianFirstToken(id: string): number {
  const times = Array.from({ length: 501 }, (_, index) => drawPace(modelOf(id), 1, index).firstTokenMs)
  return times.sort((a, b) => a - b)[250] ?? Number.NaN
}

describe('drawPace', () => {
  it('gives the same pace for the same seed and index, another for others', () => {
    const model = modelOf('gpt-4.1-mini')
    expect(drawPace(model, 7, 3)).toEqual(drawPace(model, 7, 3))
    expect(drawPace(model, 7, 3)).not.toEqual(drawPace(model, 7, 4))
    expect(drawPace(model, 8, 3)).not.toEqual(drawPace(model, 7, 3))
  })

  it('orders the models as their users know them', () => {
    const medians = ['gpt-4.1-nano', 'gpt-4.1-mini', 'gpt-4.1', 'o4-mini'].map(medianFirstToken)
    expect(medians).toEqual([...medians].sort((a, b) => a - b))
    expect(medians[1]).toBeGreaterThan(350)
    expect(medians[1]).toBeLessThan(450)
    expect(medians[3]).toBeGreaterThan(3000)
  })

  it('stays inside the rates of the model', () => {
    for (let index = 0; index < 200; index++) {
      const rate = 1000 / drawPace(modelOf('gpt-4.1-mini'), 1, index).tokenMs
      expect(rate).toBeGreaterThanOrEqual(80)
      expect(rate).toBeLessThanOrEqual(120)
    }
  })

  it('gives hidden tokens to reasoning models only', () => {
    expect(drawPace(modelOf('o4-mini'), 1, 0).reasoningTokens).toBeGreaterThan(0)
    expect(drawPace(modelOf('gpt-4.1'), 1, 0).reasoningTokens).toBe(0)
  })
})

describe('tokensReady', () => {
  const pace = { firstTokenMs: 400, tokenMs: 10, reasoningTokens: 0 }

  it('counts from the first token to the last', () => {
    expect([0, 399, 400, 409, 410, 500, 10_000].map(ms => tokensReady(pace, ms, 20))).toEqual([0, 0, 1, 1, 2, 11, 20])
    expect(totalMs(pace, 20)).toBe(590)
  })
})

describe('cutAnswer', () => {
  it('leaves a short answer whole', () => {
    expect(cutAnswer('Water it.', 50, [])).toEqual({
      text: 'Water it.',
      tokens: countText('Water it.'),
      finishReason: 'stop',
    })
  })

  it('ends at the limit', () => {
    const { text, tokens, finishReason } = cutAnswer('Water it once a week, on Sundays.', 4, [])
    expect([text, tokens, finishReason]).toEqual(['Water it once a', 4, 'length'])
  })

  it('ends before the first stop sequence', () => {
    expect(cutAnswer('one two three four', undefined, ['four', ' three'])).toMatchObject({
      text: 'one two',
      finishReason: 'stop',
    })
  })

  it('counts hidden tokens against the limit', () => {
    expect(cutAnswer('Water it.', 10, [], 10)).toEqual({ text: '', tokens: 0, finishReason: 'length' })
  })
})

describe('tokens', () => {
  it('splits where tokens end, and characters stay whole', () => {
    const text = 'Fernway 🌱🪴 grüßt: 植物 **Ivy** <|endoftext|>'
    const pieces = splitTokens(text)
    expect(pieces.join('')).toBe(text)
    expect(pieces.every(piece => !piece.includes('\uFFFD'))).toBe(true)
  })

  it('counts the frame of each message', () => {
    const one = countPrompt([{ role: 'user', content: 'Hello' }])
    expect(one).toBe(3 + 3 + 1 + 1)
    expect(
      countPrompt([
        { role: 'user', content: 'Hello' },
        { role: 'user', content: 'Hello' },
      ]),
    ).toBe(one + 5)
  })
})
