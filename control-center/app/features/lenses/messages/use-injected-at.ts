import type { Run } from '@chat-demo/engine'
import { useLive } from '../../live/query.ts'

export interface InjectedRun {
  title: string
  /** ISO: what was usual is what was before. */
  at: string
  over: boolean
}

/** The run that changes the flow now, or has just been healed; the one that began first. */
export function injectedRun(runs: readonly Pick<Run, 'title' | 'state' | 'activeAt'>[]): InjectedRun | null {
  const [first] = runs
    .flatMap(({ title, state, activeAt }) =>
      activeAt !== null && (state === 'active' || state === 'recovering')
        ? [{ title, at: activeAt, over: state === 'recovering' }]
        : [],
    )
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return first ?? null
}

export const useInjectedAt = (): InjectedRun | null => injectedRun(useLive(state => state.runs))
