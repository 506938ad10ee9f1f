import type { Note } from '../corpus.ts'
import { countText, type PromptMessage } from '../generation/tokens.ts'
import { longAnswer } from './compose.ts'
import { type Hit, NoteSearch } from './search.ts'
import { smallTalk } from './small-talk.ts'
import { wishedLength } from './wish.ts'
import { meaningfulWords, tokenize } from './words.ts'

/** Below this share of a question's meaning, a note is not an answer to it. */
const ENOUGH = 0.34

/** The same for a note whose subject the question names, among much else. */
const ENOUGH_OF_SUBJECT = 0.2

/** A message of so few meaningful words may be about what was said before. */
const FOLLOW_UP_WORDS = 5

const ASKS_FOR_MORE =
  /^(and |ok |okay |please )*(tell me more|more|more please|go on|continue|why|why is that|how so|how|really|say more|can you explain|explain|please explain|in more detail|what else|anything else)( (about|on) (it|that|this))?( please)?$/

/** What the conversation has come to after a turn. */
interface Thread {
  note?: Note
  subjects: readonly string[]
}

/** Answers the last user message of a conversation from the notes; the same conversation gets the same answer. */
export class Answerer {
  readonly #search: NoteSearch
  readonly #kinds: Map<string, Note>

  /** @throws Error when the notes lack one for a kind of small talk */
  constructor(notes: readonly Note[]) {
    this.#search = new NoteSearch(notes)
    this.#kinds = new Map(notes.flatMap(note => (note.kind === undefined ? [] : [[note.kind, note]])))
  }

  answer(messages: readonly PromptMessage[]): string {
    const said = messages.filter(message => message.role === 'user').map(message => message.content)
    const question = said.at(-1) ?? ''
    const thread = said.slice(0, -1).reduce<Thread>((before, text) => this.#follow(before, text), { subjects: [] })
    const wish = wishedLength(
      messages
        .filter(({ role }) => role === 'system' || role === 'developer')
        .map(({ content }) => content)
        .join('\n'),
    )
    const talk = smallTalk(question)
    if (talk !== undefined) return this.#compose(this.#kind(talk), [this.#kind('help'), this.#kind('unknown')], wish)
    if (thread.note && asksForMore(question)) {
      return wish === 'short' ? thread.note.more : this.#compose(thread.note, this.#related(thread.note), wish)
    }
    const hits = this.#findAll(question, thread)
    const [best] = hits
    if (best === undefined) return this.#compose(this.#kind('unknown'), [this.#kind('help')], wish)
    if (wish === 'long') return this.#compose(best.note, this.#related(best.note), wish)
    const given = new Set(messages.filter(({ role }) => role === 'assistant').map(({ content }) => content))
    const parts = [best.note.short, best.note.more, ...hits.slice(1).map(hit => hit.note.short)]
    return parts.find(part => !given.has(part)) ?? best.note.short
  }

  /** The thread after one more user message. */
  #follow(before: Thread, text: string): Thread {
    if (smallTalk(text) !== undefined || asksForMore(text)) return before
    const [hit] = this.#findAll(text, before)
    return hit === undefined ? before : { note: hit.note, subjects: hit.note.subjects }
  }

  #findAll(question: string, thread: Thread): Hit[] {
    const continues = thread.subjects.length > 0 && this.#continues(question)
    const hits = this.#search.find(question, continues ? thread.subjects : [])
    return hits.filter(hit => hit.coverage >= (hit.named ? ENOUGH_OF_SUBJECT : ENOUGH))
  }

  /** Whether a question is about the subject of the conversation, not about one that it names itself. */
  #continues(question: string): boolean {
    if (/\b(it|its|them|they|those|these|that one|this one)\b/.test(tokenize(question).join(' '))) {
      return meaningfulWords(question).length <= FOLLOW_UP_WORDS * 2
    }
    return meaningfulWords(question).length <= FOLLOW_UP_WORDS && !this.#search.namesSubject(question)
  }

  #related(note: Note): Note[] {
    return this.#search
      .find(`${note.title} ${note.subjects.join(' ')}`, note.subjects)
      .map(hit => hit.note)
      .filter(other => other !== note)
  }

  #compose(note: Note, related: readonly Note[], wish: 'short' | 'long'): string {
    return wish === 'short'
      ? note.short
      : longAnswer(
          note,
          related.filter(other => other !== note),
          countText,
        )
  }

  #kind(kind: string): Note {
    const note = this.#kinds.get(kind)
    if (note === undefined) throw new Error(`The corpus has no note of the kind "${kind}"`)
    return note
  }
}

function asksForMore(text: string): boolean {
  return ASKS_FOR_MORE.test(tokenize(text).join(' '))
}
