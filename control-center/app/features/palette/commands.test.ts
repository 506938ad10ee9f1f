import { describe, expect, it, vi } from 'vitest'
import { type CommandSources, commands, found } from './commands.ts'

function sources(change: Partial<CommandSources> = {}): CommandSources {
  const names = [
    'healAll',
    'setTraffic',
    'goTo',
    'choose',
    'begin',
    'next',
    'back',
    'act',
    'pause',
    'end',
    'theme',
    'stage',
    'allKeys',
  ]
  return {
    pages: Array.from({ length: 14 }, (_, index) => ({ to: `/${index}`, title: `Page ${index}` })),
    scenarios: Array.from({ length: 16 }, (_, index) => ({ id: `s-${index}`, title: `Scenario ${index}` })),
    tours: Array.from({ length: 6 }, (_, index) => ({ id: `t-${index}`, title: `Tour ${index}` })),
    tourIsOn: true,
    does: Object.fromEntries(names.map(name => [name, vi.fn()])) as unknown as CommandSources['does'],
    ...change,
  }
}

describe('commands', () => {
  it('gives each a key of its own, so that any action takes two', () => {
    const keys = commands(sources()).map(command => command.key)
    expect(keys).not.toContain(null)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('keeps the digits of the list of scenarios', () => {
    const chaos = commands(sources()).filter(command => command.group === 'Chaos')
    expect(
      chaos
        .slice(0, 10)
        .map(command => command.key)
        .join(''),
    ).toBe('1234567890')
  })

  it('has the steps of a tour only while one is given', () => {
    expect(commands(sources({ tourIsOn: false })).some(command => command.group === 'Tour')).toBe(false)
  })

  it('does what it says', () => {
    const all = sources()
    commands(all)
      .find(command => command.title === 'Traffic: heavy')
      ?.run()
    expect(all.does.setTraffic).toHaveBeenCalledWith('heavy')
  })
})

it('finds by all words, what begins with the first one before the rest', () => {
  const all = commands(sources({ pages: [{ to: '/', title: 'The heavy page' }] }))
  expect(found(all, 'traffic he')[0]?.title).toBe('Traffic: heavy')
  expect(found(all, 'heal').map(command => command.title)).toEqual(['Heal all'])
  expect(found(all, ' ')).toHaveLength(all.length)
  expect(found(all, 'nothing like it')).toEqual([])
})
