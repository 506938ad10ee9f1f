import { readdirSync, readFileSync } from 'node:fs'

/** One note of the corpus. */
export interface Note {
  /** Its heading, which is also its identity. */
  title: string
  /** What it is about, as people name it: a plant, a trouble, a service. Empty for small talk. */
  subjects: string[]
  /** Ways in which people ask for it; searched, never shown. */
  ask: string
  /** Set on notes that are not found by search but by the kind of what was said. */
  kind?: string
  /** Markdown: the answer in a few sentences. */
  short: string
  /** Markdown: what a longer answer adds. */
  more: string
}

/** Lies beside `src` and beside `dist`, so that the same relative address serves both. */
const FOLDER = new URL('../corpus/', import.meta.url)

/** `subject: monstera, swiss cheese plant` */
const KEY_LINE = /^(subject|ask|kind):/

/** Reads all notes from the Markdown files of the corpus. */
export function loadCorpus(): Note[] {
  return readdirSync(FOLDER)
    .filter(name => name.endsWith('.md'))
    .sort()
    .flatMap(name => parseNotes(readFileSync(new URL(name, FOLDER), 'utf8'), name))
}

/**
 * Notes are second-level sections: lines with `subject:`, `ask:` or `kind:`, the short answer, `### More`, the rest.
 * @throws Error naming the file and the note that lacks a part
 */
export function parseNotes(markdown: string, file: string): Note[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map(section => parseNote(section, file))
}

function parseNote(section: string, file: string): Note {
  const [title = '', ...lines] = section.split('\n')
  const body = lines.findIndex(line => line.trim() !== '' && !KEY_LINE.test(line))
  const head = body < 0 ? lines : lines.slice(0, body)
  const keys = new Map(head.flatMap(line => (KEY_LINE.test(line) ? [splitOnce(line, ':')] : [])))
  const [short = '', more = ''] = lines
    .slice(head.length)
    .join('\n')
    .split(/^### More$/m)
  const kind = keys.get('kind')
  const note: Note = {
    title: title.trim(),
    subjects: (keys.get('subject') ?? '')
      .split(',')
      .map(name => name.trim())
      .filter(name => name !== ''),
    ask: keys.get('ask') ?? '',
    short: short.trim(),
    more: more.trim(),
    ...(kind === undefined ? {} : { kind }),
  }
  const missing = [
    note.title === '' && 'a title',
    note.short === '' && 'a short answer',
    note.more === '' && 'a section "### More"',
    kind === undefined && note.subjects.length === 0 && 'a line "subject:"',
  ].filter(part => part !== false)
  if (missing.length > 0) throw new Error(`${file}, note "${note.title}" lacks ${missing.join(', ')}`)
  return note
}

function splitOnce(line: string, separator: string): [string, string] {
  const at = line.indexOf(separator)
  return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
}
