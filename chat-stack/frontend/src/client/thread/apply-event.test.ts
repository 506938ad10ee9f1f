import type { Message, SseEvent } from '@chat-demo/common/contract'
import { describe, expect, it } from 'vitest'
import { applyEvent } from './apply-event.ts'
import { emptyThread, isBusy, replyText, type Thread, type ThreadEvent } from './thread.ts'

const at = '2026-01-01T12:00:00.000Z'
const messageId = 'm1'
const asked: ThreadEvent = { type: 'asked', key: 'k1', content: 'Why?', at }
const accepted: SseEvent = { event: 'accepted', data: { messageId } }
const restart: SseEvent = { event: 'restart', data: { messageId } }
const done: SseEvent = { event: 'done', data: { messageId, replyId: 'r1', usage: null } }
const failed: SseEvent = { event: 'failed', data: { messageId, reason: 'The key was refused.', retryable: true } }
const late: SseEvent = { event: 'late', data: { messageId } }
const delta = (index: number, text: string): SseEvent => ({ event: 'delta', data: { messageId, index, text } })

const request = (...events: SseEvent[]): ThreadEvent[] =>
  events.map(event => ({ type: 'request-event', key: 'k1', event, at }))
const stream = (...events: SseEvent[]): ThreadEvent[] => events.map(event => ({ type: 'stream-event', event, at }))
const question = (over: Partial<Message> = {}): Message => ({
  id: messageId,
  role: 'user',
  content: 'Why?',
  status: 'waiting',
  createdAt: at,
  ...over,
})
const answer: Message = {
  id: 'r1',
  role: 'assistant',
  content: 'Because.',
  status: 'answered',
  questionId: messageId,
  createdAt: at,
}
const history = (...messages: Message[]): ThreadEvent => ({ type: 'history', messages })

function play(...events: ThreadEvent[]): Thread {
  return events.reduce(applyEvent, emptyThread)
}

/** What one sees of the only exchange: its phase and the text of the reply. */
function seen(thread: Thread): [string, string] {
  const [exchange] = thread.exchanges
  if (exchange === undefined || thread.exchanges.length !== 1) throw new Error(`${thread.exchanges.length} exchanges`)
  return [exchange.phase, replyText(exchange)]
}

describe('a reply to the request that asked', () => {
  it('streams in and ends', () => {
    expect(seen(play(asked))).toEqual(['sending', ''])
    expect(seen(play(asked, ...request(accepted)))).toEqual(['waiting', ''])
    expect(seen(play(asked, ...request(accepted, delta(0, 'Be'), delta(1, 'cause.'))))).toEqual([
      'streaming',
      'Because.',
    ])
    const ended = play(asked, ...request(accepted, delta(0, 'Be'), delta(1, 'cause.'), done))
    expect(seen(ended)).toEqual(['answered', 'Because.'])
    expect(ended.exchanges[0]).toMatchObject({ messageId, reply: { id: 'r1', at } })
  })

  it('leaves out repeated deltas', () => {
    expect(
      seen(play(asked, ...request(accepted, delta(0, 'Be'), delta(0, 'Be'), delta(1, 'cause'), delta(1, 'cause')))),
    ).toEqual(['streaming', 'Because'])
  })

  it('drops its text at a restart', () => {
    expect(seen(play(asked, ...request(accepted, delta(0, 'Wrong'), restart)))).toEqual(['streaming', ''])
    expect(seen(play(asked, ...request(accepted, delta(0, 'Wrong'), restart, delta(0, 'Right'))))).toEqual([
      'streaming',
      'Right',
    ])
  })

  it('fails with a reason', () => {
    const thread = play(asked, ...request(accepted, delta(0, 'Be'), failed))
    expect(thread.exchanges[0]).toMatchObject({ phase: 'failed', reason: 'The key was refused.', retryable: true })
  })
})

describe('both streams at once', () => {
  it('shows the text once', () => {
    const thread = play(
      asked,
      ...request(accepted, delta(0, 'Be')),
      ...stream(accepted, delta(0, 'Becau')),
      ...request(delta(1, 'cause.')),
    )
    expect(seen(thread)).toEqual(['streaming', 'Because.'])
    expect(seen(play(asked, ...request(accepted, delta(0, 'Be')), ...stream(delta(0, 'Because.'), done)))).toEqual([
      'answered',
      'Because.',
    ])
  })

  it('goes on by the stream when the request breaks off, without losing text', () => {
    const broken = [
      asked,
      ...request(accepted, delta(0, 'Because')),
      ...stream(delta(0, 'Be')),
      { type: 'request-ended', key: 'k1' } as const,
    ]
    expect(seen(play(...broken))).toEqual(['streaming', 'Because'])
    expect(seen(play(...broken, ...stream(delta(1, 'cause of'), delta(2, ' light.'))))).toEqual([
      'streaming',
      'Because of light.',
    ])
    expect(seen(play(...broken, ...stream(restart, delta(0, 'No'))))).toEqual(['streaming', 'No'])
  })

  it('keeps what the stream brings before the request is answered', () => {
    const before = [asked, ...stream(accepted, delta(0, 'Be'), delta(1, 'cau'))]
    expect(seen(play(...before))).toEqual(['sending', ''])
    const after = play(
      ...before,
      ...request(accepted),
      { type: 'request-ended', key: 'k1' },
      ...stream(delta(2, 'se.')),
    )
    expect(seen(after)).toEqual(['streaming', 'Because.'])
    expect(after.strays).toEqual({})
  })

  it('begins again with a new connection of the stream', () => {
    const thread = play(
      history(question()),
      ...stream(accepted, delta(0, 'Bec')),
      ...stream(accepted, delta(0, 'Because')),
    )
    expect(seen(thread)).toEqual(['streaming', 'Because'])
  })

  it('does not reopen what has ended', () => {
    const ended = play(asked, ...request(accepted, delta(0, 'Because.'), done))
    for (const event of stream(accepted, delta(0, 'x'), restart, failed, late))
      expect(applyEvent(ended, event)).toBe(ended)
  })
})

describe('a reply that takes long', () => {
  const overdue: ThreadEvent = { type: 'overdue', key: 'k1', messageId }

  it('is overdue after a 504, lets the next question be asked, and still arrives', () => {
    const waiting = play(asked, overdue)
    expect(waiting.exchanges[0]).toMatchObject({ phase: 'waiting', overdue: true, messageId })
    expect(waiting.exchanges.some(isBusy)).toBe(false)
    expect(seen(play(asked, overdue, ...stream(delta(0, 'Because.'), done)))).toEqual(['answered', 'Because.'])
  })

  it('stays overdue when the person keeps waiting', () => {
    expect(play(asked, overdue, { type: 'kept-waiting', key: 'k1' }).exchanges[0]).toMatchObject({
      overdue: true,
      patient: true,
    })
  })

  it('is not offered again once it was asked again', () => {
    expect(play(asked, overdue, { type: 'asked-again', key: 'k1' }).exchanges[0]).toMatchObject({ askedAgain: true })
  })

  it('keeps its text when it falls silent', () => {
    expect(play(asked, ...request(accepted, delta(0, 'Be'), late)).exchanges[0]).toMatchObject({
      phase: 'waiting',
      overdue: true,
    })
    expect(seen(play(asked, ...request(accepted, delta(0, 'Be'), late)))).toEqual(['waiting', 'Be'])
  })
})

describe('a question that is not stored', () => {
  it('is sent again, and says why when that does not help', () => {
    expect(seen(play(asked, { type: 'resending', key: 'k1' }))).toEqual(['resending', ''])
    const unsaved = play(
      asked,
      { type: 'resending', key: 'k1' },
      { type: 'unsaved', key: 'k1', reason: 'The database is away.' },
    )
    expect(unsaved.exchanges[0]).toMatchObject({ phase: 'unsaved', reason: 'The database is away.' })
    expect(unsaved.exchanges.some(isBusy)).toBe(false)
  })

  it('keeps the reason of a refusal', () => {
    expect(play(asked, { type: 'refused', key: 'k1', reason: 'Too long.' }).exchanges[0]).toMatchObject({
      phase: 'refused',
      reason: 'Too long.',
    })
  })
})

describe('stopping', () => {
  const stopped = [asked, ...request(accepted, delta(0, 'Be')), { type: 'stopped', key: 'k1' } as const]

  it('shows what was read until then, also after the end', () => {
    expect(seen(play(...stopped, ...stream(delta(0, 'Because.'), done)))).toEqual(['answered', 'Be'])
    expect(play(...stopped).exchanges.some(isBusy)).toBe(false)
  })

  it('shows the whole reply when the person reads on', () => {
    expect(seen(play(...stopped, ...stream(delta(0, 'Because.'), done), { type: 'read-on', key: 'k1' }))).toEqual([
      'answered',
      'Because.',
    ])
  })
})

describe('history', () => {
  it('brings questions with their replies and scores', () => {
    const thread = play(
      history(question({ status: 'answered' }), { ...answer, score: 1 }, question({ id: 'm2', content: 'And?' })),
    )
    expect(thread.exchanges.map(exchange => [exchange.question, exchange.phase, replyText(exchange)])).toEqual([
      ['Why?', 'answered', 'Because.'],
      ['And?', 'waiting', ''],
    ])
    expect(thread.exchanges[0]?.reply?.score).toBe(1)
  })

  it('brings failures with their reason', () => {
    const thread = play(history(question({ status: 'failed', reason: 'No key.', retryable: false })))
    expect(thread.exchanges[0]).toMatchObject({ phase: 'failed', reason: 'No key.', retryable: false })
  })

  it('finds a question that is still on its way', () => {
    const thread = play(asked, history(question()))
    expect(thread.exchanges).toHaveLength(1)
    expect(thread.exchanges[0]).toMatchObject({ key: 'k1', messageId, phase: 'waiting' })
  })

  it('does not undo what came since it was read', () => {
    const ended = [asked, ...request(accepted, delta(0, 'Because.'), done)]
    expect(seen(play(...ended, history(question())))).toEqual(['answered', 'Because.'])
    expect(seen(play(asked, ...request(accepted, delta(0, 'Be')), history(question())))).toEqual(['streaming', 'Be'])
    expect(play(asked, history()).exchanges).toHaveLength(1)
  })

  it('brings the text of a reply whose deltas were not seen', () => {
    expect(
      seen(play(asked, ...request(accepted), ...stream(done), history(question({ status: 'answered' }), answer))),
    ).toEqual(['answered', 'Because.'])
  })

  it('adopts what the stream brought of a question that was asked in another tab', () => {
    expect(seen(play(...stream(accepted, delta(0, 'Be'), delta(1, 'cause')), history(question())))).toEqual([
      'streaming',
      'Because',
    ])
  })
})

it('keeps the score that was given', () => {
  const thread = play(history(question({ status: 'answered' }), answer), { type: 'scored', replyId: 'r1', score: -1 })
  expect(thread.exchanges[0]?.reply?.score).toBe(-1)
})

it('knows when the conversation is gone', () => {
  expect(play(asked, { type: 'stream-event', event: { event: 'deleted', data: {} }, at }).deleted).toBe(true)
})
