import { expect, it } from 'vitest'
import type { ScalarAnswer } from '../../datadog/calls.ts'
import { queryRows, textsOf } from './queries.ts'

const answer: ScalarAnswer = {
  data: {
    attributes: {
      columns: [
        { type: 'group', name: 'query_signature', values: [['aa'], ['bb'], ['cc']] },
        { type: 'group', name: 'user', values: [['backend'], ['worker'], ['backend']] },
        { type: 'number', name: 'time', values: [1e9, 3e9, null] },
        { type: 'number', name: 'calls', values: [100, 10, null] },
      ],
    },
  },
}

it('the statements that took most of the time come first, with their text and mean', () => {
  const texts = textsOf([
    { custom: { db: { query_signature: 'aa', statement: 'SELECT ?' } } },
    { custom: { db: { query_signature: 'aa', statement: 'older' } } },
    { custom: { db: {} } },
  ])
  expect(queryRows(answer, texts)).toEqual([
    {
      signature: 'bb',
      statement: null,
      user: 'worker',
      owner: 'worker',
      calls: 10,
      totalSeconds: 3,
      meanSeconds: 0.3,
      share: 0.75,
    },
    expect.objectContaining({ signature: 'aa', statement: 'SELECT ?', meanSeconds: 0.01, share: 0.25 }),
  ])
})
