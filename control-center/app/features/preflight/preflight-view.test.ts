import type { PreflightCheck } from '@chat-demo/engine/preflight'
import { describe, expect, it } from 'vitest'
import { numberOf, toDo, took } from './preflight-view.ts'

const check = (id: string, state: PreflightCheck['state']): PreflightCheck => ({
  id,
  group: 'chat',
  title: id,
  state,
  found: '',
  todo: null,
  tookMs: 0,
})
const checks = [check('a', 'warn'), check('b', 'ok'), check('c', 'fail')]

describe('the pre-flight list', () => {
  it('puts what would fail before what deserves a look', () => {
    expect(toDo(checks).map(one => one.id)).toEqual(['c', 'a'])
    expect(numberOf(checks, 'ok')).toBe(1)
  })
  it('says how long a look took', () => {
    expect([took(20), took(1_449)].map(text => text.replaceAll('\u00a0', ' '))).toEqual(['< 0.1 s', '1.4 s'])
  })
})
