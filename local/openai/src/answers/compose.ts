import type { Note } from '../corpus.ts'

/** A long answer has at least this many times the length of the short one, in what `measure` counts. */
const LONG_RATIO = 3.2

/**
 * A long answer: the note with all it has, then related notes until it is long enough.
 * @param related notes that may follow, best first
 */
export function longAnswer(note: Note, related: readonly Note[], measure: (text: string) => number): string {
  const wanted = LONG_RATIO * measure(note.short)
  const heading = note.kind === undefined ? `## ${note.title}\n\n` : ''
  let text = `${heading}${note.short}\n\n${note.more}`
  for (const other of related) {
    if (measure(text) >= wanted) break
    text += `\n\n### See also: ${other.title.toLowerCase()}\n\n${other.short}\n\n${other.more}`
  }
  return text
}
