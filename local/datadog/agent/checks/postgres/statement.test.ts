import { describe, expect, it } from 'vitest'
import { normalise, originOf, withoutLeadingComments } from './statement.ts'

const trace = '0123456789abcdef0123456789abcdef'
const comment = `/*dddb='chat',dddbs='backend',dde='chat-demo',ddh='127.64.0.3',ddps='back%20end',ddpv='dev',traceparent='00-${trace}-00000000000000ff-01'*/`

describe('a statement', () => {
  it('names its sender and its trace', () => {
    expect(originOf(`${comment} SELECT 1`)).toEqual({ service: 'back end', env: 'chat-demo', traceId: trace })
    expect(originOf('/* a plain one */ SELECT 1')).toEqual({ service: '', env: '', traceId: '' })
    expect(originOf("/*dddbs='worker',traceparent='nonsense'*/ SELECT 1")).toMatchObject({
      service: 'worker',
      traceId: '',
    })
  })

  it('has one signature, whatever its literals and comments, as it runs and as it is counted', () => {
    const running = normalise(`${comment} SELECT id FROM messages WHERE body = 'secret' LIMIT 5`)
    const counted = normalise('SELECT id FROM messages WHERE body = $1 LIMIT $2')
    expect(running).toEqual(counted)
    expect(running.statement).not.toContain('secret')
    expect(running.signature).toMatch(/^[0-9a-f]{16}$/)
    expect(normalise('SELECT id FROM messages').signature).not.toBe(running.signature)
  })

  it('begins behind its comments', () => {
    expect(withoutLeadingComments(`${comment}\n-- why\n SELECT 1`)).toBe('SELECT 1')
  })
})
