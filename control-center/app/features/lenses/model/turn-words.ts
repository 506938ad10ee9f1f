import type { Turn } from '../../../platform/lenses/model/types.ts'
import { duration } from '../../format/format.ts'
import { errorWords } from './call-words.ts'

export interface Trouble {
  tone: 'bad' | 'warn'
  title: string
  /** The provider's own words. */
  said: string | null
}

/** What went wrong with a turn's calls, in words; null when nothing did. */
export function troubleOf({ calls, reply, failure }: Pick<Turn, 'calls' | 'reply' | 'failure'>): Trouble | null {
  const failed = calls.filter(call => call.error !== null)
  const last = failed.at(-1)
  if (!last?.error) return failure ? { tone: 'bad', title: 'No reply', said: null } : null
  const what = errorWords(last.error)
  const times = failed.length === 1 ? '' : `, ${failed.length} times`
  const after = failed.length === 1 ? ` after ${duration(last.seconds)}` : ''
  const { said } = last.error
  if (reply !== null) return { tone: 'warn', title: `${what}${times}, then answered`, said }
  const retried = failed.length === 1 ? ', not tried again' : ''
  return failure
    ? { tone: 'bad', title: `${what}${times}${after}${retried}`, said }
    : { tone: 'warn', title: `${what}${times}${after}, tried again`, said }
}
