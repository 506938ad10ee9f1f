import { statusOf } from './status.ts'

/** Lines that belong to the one before them say nothing of their own. */
const POSTGRES: Readonly<Record<string, string>> = {
  LOG: 'info',
  DETAIL: 'info',
  HINT: 'info',
  CONTEXT: 'info',
  STATEMENT: 'info',
  QUERY: 'info',
  PANIC: 'emergency',
}

/** Status of a log that is plain text, as the pipeline of its source reads it; undefined where the text says nothing. */
export function textStatus(source: string, text: string): string | undefined {
  if (source === 'postgresql' || source === 'postgres') {
    const level = /(?:^|\s)([A-Z]+)\d?: {2}/.exec(text)?.[1]
    return level && (POSTGRES[level] ?? statusOf(level))
  }
  if (source === 'rabbitmq') {
    const level = /^\S+ \S+ \[(\w+)\] /.exec(text)?.[1]
    return level && statusOf(level)
  }
  return undefined
}
