import type { ConversationSummary } from '@chat-demo/common/contract'

export interface Group {
  title: 'Today' | 'This week' | 'Earlier'
  conversations: ConversationSummary[]
}

const minute = 60_000
const day = 24 * 60 * minute

/** Conversations under the headings of the list, in their order; headings without any are left out. */
export function groupByDay(conversations: readonly ConversationSummary[], now: Date): Group[] {
  const groups: Group[] = [
    { title: 'Today', conversations: [] },
    { title: 'This week', conversations: [] },
    { title: 'Earlier', conversations: [] },
  ]
  for (const conversation of conversations) {
    const age = daysBetween(new Date(conversation.updatedAt), now)
    groups[age <= 0 ? 0 : age < 7 ? 1 : 2]?.conversations.push(conversation)
  }
  return groups.filter(group => group.conversations.length > 0)
}

/** When something was, as short as it can be said: `now`, `11:02`, `Fri`, `3 Nov`, `3 Nov 2025`. */
export function shortTime(iso: string, now: Date): string {
  const then = new Date(iso)
  const age = daysBetween(then, now)
  if (age <= 0) return now.getTime() - then.getTime() < minute ? 'now' : clock(iso)
  if (age < 7) return format(then, { weekday: 'short' })
  const year = then.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return format(then, { day: 'numeric', month: 'short', ...year })
}

/** Time of day on 24 hours. */
export function clock(iso: string): string {
  return format(new Date(iso), { hour: 'numeric', minute: '2-digit' })
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', options).format(date)
}

/** Midnights between two times, where the reader is. */
function daysBetween(then: Date, now: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return Math.round((midnight(now) - midnight(then)) / day)
}
