import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadCorpus } from '../corpus.ts'
import { countText, type PromptMessage } from '../generation/tokens.ts'
import { Answerer } from './answer.ts'
import { wishedLength } from './wish.ts'

const notes = loadCorpus()
const answerer = new Answerer(notes)

/** Asks a conversation's questions in turn and answers the titles of the notes that were given. */
function titlesOf(...questions: string[]): string[] {
  const messages: PromptMessage[] = [{ role: 'system', content: 'Be concise.' }]
  return questions.map(content => {
    messages.push({ role: 'user', content })
    const answer = answerer.answer(messages)
    messages.push({ role: 'assistant', content: answer })
    return notes.find(note => note.short === answer || note.more === answer)?.title ?? 'none'
  })
}

/** The system prompts of the chat's worker. */
const prompts = new URL('../../../../chat-stack/worker/prompts/', import.meta.url)

describe('Answerer', () => {
  it.each([
    ['concise.md', 'short'],
    ['verbose.md', 'long'],
  ])('understands from %s that answers are to be %s', (file, wish) => {
    expect(wishedLength(readFileSync(new URL(file, prompts), 'utf8'))).toBe(wish)
  })

  it.each([
    [
      'Hello! I moved into a flat with a balcony that faces south. Nothing survives there.',
      'South-facing window or balcony',
    ],
    ['Why do my basil leaves turn yellow?', 'Yellow basil leaves'],
    ['there are little flies in my soil', 'Fungus gnats'],
    ['White fluff on the stems', 'Mealybugs and scale'],
    ['Which plants can I keep in a dark office?', 'Plants for a dark room'],
    ['Is ivy safe for cats?', 'Is ivy safe for cats?'],
    ['My grandmother has some basil on her windowsill', 'Yellow basil leaves'],
    ['When should I repot?', 'When to repot'],
    ['Order 20417: two pots arrived broken', 'Broken or damaged on arrival'],
    ['When are you open on Saturday?', 'Opening hours'],
    ['how much is shipping?', 'Delivery times and costs'],
    ['Can I pay with PayPal?', 'Gift cards and payment'],
  ])('answers %j from the note "%s"', (question, title) => {
    expect(titlesOf(question)).toEqual([title])
  })

  it('finds every note by its own title', () => {
    for (const note of notes.filter(candidate => candidate.kind === undefined)) {
      expect(titlesOf(note.title), note.title).toEqual([note.title])
    }
  })

  it('understands follow-up questions by the earlier turns', () => {
    expect(titlesOf('My basil has yellow leaves', 'why?')).toEqual(['Yellow basil leaves', 'Yellow basil leaves'])
    expect(titlesOf('My basil has yellow leaves', 'Thanks!', 'How often should I water it?')).toEqual([
      'Yellow basil leaves',
      'Thanks',
      'Yellow basil leaves',
    ])
    expect(titlesOf('How often should I water a monstera?', 'Is it safe for cats?')).toEqual([
      'Monstera care',
      'Plants and cats',
    ])
  })

  it('adds something when the same note fits again', () => {
    const first = 'Which plants survive a dry sunny balcony?'
    const note = notes.find(({ title }) => title === 'South-facing window or balcony')
    const again = answerer.answer([
      { role: 'user', content: first },
      { role: 'assistant', content: note?.short ?? '' },
      { role: 'user', content: 'And which of them flower on a balcony in full sun?' },
    ])
    expect(again).toBe(note?.more)
  })

  it('goes on to another note when one has been told', () => {
    const [, , third] = titlesOf(
      'Which plants survive a dry sunny balcony?',
      'I forget to water. Which plants survive a dry balcony?',
      'And something that flowers and smells nice',
    )
    expect(third).toBe('No flowers')
  })

  it.each([
    ['Hi!', 'Greeting'],
    ['Good morning Fernway', 'Greeting'],
    ['Thanks a lot', 'Thanks'],
    ['who are you?', 'Who are you'],
    ['Are you ChatGPT or a real person?', 'Who are you'],
    ['What can you do?', 'What can you do'],
    ['See you', 'Goodbye'],
  ])('takes %j as small talk', (message, title) => {
    expect(titlesOf(message)).toEqual([title])
  })

  it.each([
    'What is the capital of France?',
    'Write me a python function',
    'asdf qwer',
    '<script>alert(1)</script>',
    '...',
    '',
  ])('says that it does not know %j', question => {
    expect(titlesOf(question)).toEqual(['I do not know'])
  })

  it('gives at least three times the tokens when the prompt wants long answers', () => {
    const questions = [
      ...notes.filter(note => note.kind === undefined).map(note => note.title),
      'hi',
      'thanks',
      'who are you',
      'xyzzy',
    ]
    for (const content of questions) {
      const [short, long] = ['Be concise.', 'Answer at length and in detail.'].map(prompt =>
        countText(
          answerer.answer([
            { role: 'system', content: prompt },
            { role: 'user', content },
          ]),
        ),
      )
      expect(long, content).toBeGreaterThanOrEqual(3 * (short ?? 0))
    }
  })
})
