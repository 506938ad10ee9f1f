import MiniSearch from 'minisearch'
import type { Note } from '../corpus.ts'
import { meaningfulWords } from './words.ts'

export interface Hit {
  note: Note
  score: number
  /** Share of the question's meaning that the note has, 0 to 1: rare words count more than frequent ones. */
  coverage: number
  /** The question names what the note is about. */
  named: boolean
}

interface Indexed {
  id: number
  title: string
  subject: string
  ask: string
  short: string
  more: string
}

/** A note of the subject that the conversation is about counts this much more. */
const SUBJECT_BOOST = 2.2

/** What a word counts that only a note's longer part has, or that is only spelt alike. */
const ASIDE = 0.4

/** Full-text search over the notes. */
export class NoteSearch {
  readonly #notes: readonly Note[]
  readonly #index: MiniSearch<Indexed>
  readonly #notesWith = new Map<string, number>()
  readonly #subjectWords: Set<string>

  constructor(notes: readonly Note[]) {
    this.#notes = notes.filter(note => note.kind === undefined)
    this.#index = new MiniSearch<Indexed>({
      fields: ['title', 'subject', 'ask', 'short', 'more'],
      tokenize: meaningfulWords,
      processTerm: term => term,
      searchOptions: { boost: { subject: 3, title: 2.5, ask: 2.5, short: 1, more: 0.4 } },
    })
    this.#index.addAll(
      this.#notes.map(({ title, subjects, ask, short, more }, id) => ({
        id,
        title,
        subject: subjects.join(' '),
        ask,
        short,
        more,
      })),
    )
    for (const { title, subjects, ask, short, more } of this.#notes) {
      for (const word of new Set(meaningfulWords([title, ...subjects, ask, short, more].join(' ')))) {
        this.#notesWith.set(word, (this.#notesWith.get(word) ?? 0) + 1)
      }
    }
    this.#subjectWords = new Set(this.#notes.flatMap(note => note.subjects.flatMap(meaningfulWords)))
  }

  /** Whether a text itself names one of the subjects. */
  namesSubject(text: string): boolean {
    return meaningfulWords(text).some(word => this.#subjectWords.has(word))
  }

  /**
   * Notes for a text, best first.
   * @param about subjects of the conversation so far; their notes are preferred
   */
  find(text: string, about: readonly string[] = []): Hit[] {
    const words = meaningfulWords(text)
    const query = [...words, ...about.flatMap(meaningfulWords)].join(' ')
    if (query === '') return []
    const total = words.reduce((sum, word) => sum + this.#weight(word), 0)
    const results = this.#index.search(query, {
      tokenize: stems => stems.split(' '),
      fuzzy: term => (term.length > 5 ? 0.2 : false),
      boostDocument: id => {
        const note = this.#notes[Number(id)]
        return note?.subjects.some(subject => about.includes(subject)) ? SUBJECT_BOOST : 1
      },
    })
    const hits = results.flatMap(({ id, score, match, queryTerms }) => {
      const note = this.#notes[Number(id)]
      if (note === undefined) return []
      const share = (word: string) => {
        const fields = match[word]
        if (fields === undefined) return queryTerms.includes(word) ? ASIDE : 0
        return fields.some(field => field !== 'more') ? 1 : ASIDE
      }
      const matched = words.reduce((sum, word) => sum + share(word) * this.#weight(word), 0)
      const named = words.some(word => match[word]?.includes('subject'))
      return [{ note, score, coverage: total === 0 ? 0 : matched / total, named }]
    })
    return hits.sort((a, b) => b.score * b.coverage - a.score * a.coverage)
  }

  /** How much a word tells: the fewer notes have it the more, and an unknown one as much as the rarest. */
  #weight(word: string): number {
    return Math.log(1 + this.#notes.length / (this.#notesWith.get(word) ?? 1))
  }
}
