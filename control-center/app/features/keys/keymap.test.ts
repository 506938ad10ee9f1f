import { describe, expect, it } from 'vitest'
import { actionOf, KEYMAP, type KeyPress, scenarioIndex, scenarioKey } from './keymap.ts'

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  inTextField: false,
  inDialog: false,
  ownsEnter: false,
  ownsArrows: false,
  ...change,
})

describe('actionOf', () => {
  it.each([
    ['h', 'heal-all'],
    ['H', 'heal-all'],
    ['c', 'chaos'],
    ['t', 'traffic'],
    ['?', 'all-keys'],
    ['Escape', 'close'],
  ])('%s asks for %s', (key, action) => expect(actionOf(press(key), true)).toBe(action))

  it('gives the tour its keys, and those of a presenter remote', () => {
    expect(actionOf(press('ArrowRight'), true)).toBe('tour-next')
    expect(actionOf(press('PageDown'), true)).toBe('tour-next')
    expect(actionOf(press('ArrowLeft'), true)).toBe('tour-back')
    expect(actionOf(press('PageUp'), true)).toBe('tour-back')
    expect(actionOf(press('Enter'), true)).toBe('tour-do')
    expect(actionOf(press('Enter', { inTextField: true }), true)).toBeNull()
    expect(actionOf(press('ArrowRight', { inDialog: true }), true)).toBeNull()
  })

  it('leaves Enter to a button and arrows to a chart that has the focus', () => {
    expect(actionOf(press('Enter', { ownsEnter: true }), true)).toBeNull()
    expect(actionOf(press('ArrowRight', { ownsEnter: true }), true)).toBe('tour-next')
    expect(actionOf(press('ArrowRight', { ownsArrows: true }), true)).toBeNull()
    expect(actionOf(press('PageDown', { ownsArrows: true }), true)).toBe('tour-next')
  })

  it('opens the commands with Ctrl or ⌘ and K, in text fields too', () => {
    expect(actionOf(press('k', { ctrlKey: true }), true)).toBe('palette')
    expect(actionOf(press('k', { metaKey: true, inTextField: true }), false)).toBe('palette')
    expect(actionOf(press('k'), true)).toBeNull()
    expect(actionOf(press('k', { ctrlKey: true, inDialog: true }), true)).toBeNull()
  })

  it('is silent in text fields, but for Esc', () => {
    expect(actionOf(press('h', { inTextField: true }), true)).toBeNull()
    expect(actionOf(press('Escape', { inTextField: true }), true)).toBe('close')
  })

  it('leaves keys with a modifier to the browser', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) {
      expect(actionOf(press('t', { [held]: true }), true)).toBeNull()
    }
  })

  it('acts once while a key is held down', () => {
    expect(actionOf(press('t', { repeat: true }), true)).toBeNull()
  })

  it('can be turned off', () => {
    expect(actionOf(press('h'), false)).toBeNull()
    expect(actionOf(press('Escape'), false)).toBe('close')
  })

  it('heals from within a dialog and leaves the rest to it', () => {
    expect(actionOf(press('h', { inDialog: true }), true)).toBe('heal-all')
    expect(actionOf(press('c', { inDialog: true }), true)).toBeNull()
  })

  it('knows nothing about other keys', () => {
    expect(actionOf(press('x'), true)).toBeNull()
    expect(actionOf(press('1'), true)).toBeNull()
  })
})

it('gives each key one meaning', () => {
  const keys = KEYMAP.filter(entry => entry.action).flatMap(entry => entry.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

it('numbers ten scenarios from 1 to 0', () => {
  expect(['1', '9', '0', 'a', '12'].map(scenarioIndex)).toEqual([0, 8, 9, null, null])
  expect([0, 8, 9, 10].map(scenarioKey)).toEqual(['1', '9', '0', null])
})
