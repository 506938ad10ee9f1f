import { describe, expect, it } from 'vitest'
import { loadCorpus, parseNotes } from './corpus.ts'

describe('the corpus', () => {
  const notes = loadCorpus()

  it('has more than forty notes about plants and the shop, each title once', () => {
    expect(notes.filter(note => note.kind === undefined).length).toBeGreaterThanOrEqual(40)
    expect(new Set(notes.map(note => note.title)).size).toBe(notes.length)
  })

  it('has a note for every kind of small talk', () => {
    const kinds = notes.flatMap(note => note.kind ?? [])
    expect(kinds.sort()).toEqual(
      ['goodbye', 'greeting', 'help', 'identity', 'joke', 'thanks', 'unknown', 'wellbeing'].sort(),
    )
  })

  it('never claims to be a real model', () => {
    expect(notes.find(note => note.kind === 'identity')?.short).toMatch(/stand-in.*no language model/s)
  })
})

describe('parseNotes', () => {
  it('reads keys, the short answer and the rest', () => {
    const [note] = parseNotes(
      '## Ivy\nsubject: ivy, hedera\nask: is it toxic\n\n**No.**\n\nReally.\n\n### More\nCare.\n',
      'a.md',
    )
    expect(note).toEqual({
      title: 'Ivy',
      subjects: ['ivy', 'hedera'],
      ask: 'is it toxic',
      short: '**No.**\n\nReally.',
      more: 'Care.',
    })
  })

  it('names the file, the note and what it lacks', () => {
    expect(() => parseNotes('## Ivy\nask: x\n\nText\n', 'a.md')).toThrow(
      'a.md, note "Ivy" lacks a section "### More", a line "subject:"',
    )
  })
})
