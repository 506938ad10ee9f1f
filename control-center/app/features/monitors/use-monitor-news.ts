import { useEffect, useRef } from 'react'
import { useLive } from '../live/query.ts'
import { useToast } from '../toasts/toasts.tsx'
import { monitorNews } from './monitor-news.ts'

/** Says on every page when a monitor changes its state. */
export function useMonitorNews(): void {
  const { rows, asked } = useLive(state => state.monitors)
  const say = useToast()
  const before = useRef(rows)
  useEffect(() => {
    if (!asked) return
    for (const news of monitorNews(before.current, rows)) say(news)
    before.current = rows
  }, [rows, asked, say])
}
