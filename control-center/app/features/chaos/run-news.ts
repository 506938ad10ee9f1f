import type { Run } from '@chat-demo/engine'
import { count, duration } from '../format/format.ts'
import type { ToastMessage } from '../toasts/toasts.tsx'
import { outcomeTitle } from './run-words.ts'

/** What became of runs between two looks at them: said once, whoever healed them. */
export function runNews(before: Run[], after: Run[]): ToastMessage[] {
  return after.flatMap(run => {
    const known = before.find(one => one.id === run.id)
    if (!known || known.state === run.state) return []
    if (run.state === 'healed') return [healed(run)]
    if (run.state === 'not-healed') {
      const detail = `${outcomeTitle(run)}. ${run.outcome?.detail ?? ''}`.trim()
      return [{ tone: 'bad' as const, title: `${run.title}: not healed`, detail }]
    }
    return []
  })
}

function healed(run: Run): ToastMessage {
  const title = run.recoverySeconds === null ? 'Healed' : `Healed in ${duration(run.recoverySeconds)}`
  const { requests } = run
  const detail = requests ? `${count(requests.timedOut)} timed out meanwhile, ${count(requests.lost)} lost.` : undefined
  return { tone: 'ok', title, detail }
}
