import type { Run } from '@chat-demo/engine'
import { runsWithCard } from '../chaos/run-words.ts'
import { guidedRun } from '../guide/guide-state.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'

/** The run that the stage speaks of: the open one, else the last that has a card. */
export function useStageRun(): Run | null {
  const runs = useLive(state => state.runs)
  return guidedRun(runsWithCard(runs, useNow()))
}
