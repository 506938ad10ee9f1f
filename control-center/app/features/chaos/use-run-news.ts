import { useEffect, useRef } from 'react'
import { useLive } from '../live/query.ts'
import { useToast } from '../toasts/toasts.tsx'
import { runNews } from './run-news.ts'

/** Says on every page when a run ends. */
export function useRunNews(): void {
  const runs = useLive(state => state.runs)
  const say = useToast()
  const before = useRef(runs)
  useEffect(() => {
    for (const news of runNews(before.current, runs)) say(news)
    before.current = runs
  }, [runs, say])
}
