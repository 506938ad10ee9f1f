import { useSyncExternalStore } from 'react'

/** Units across and down: the stage is drawn for 1920 × 1080, where one is 16 pixels. */
const ACROSS = 120
const DOWN = 67.5

function subscribe(changed: () => void): () => void {
  window.addEventListener('resize', changed)
  return () => window.removeEventListener('resize', changed)
}

const read = () => Math.min(window.innerWidth / ACROSS, window.innerHeight / DOWN)

/** Pixels of one unit of the stage, as `--u` has it in the style sheet; the stage is only drawn by browsers. */
export function useStageUnit(): number {
  return useSyncExternalStore(subscribe, read, () => 16)
}
