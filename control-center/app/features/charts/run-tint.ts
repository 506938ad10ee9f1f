import type { Run } from '@chat-demo/engine'

/** What a chart shows of a run, in milliseconds; every chart of a page draws the same. */
export interface RunTint {
  id: string
  title: string
  /** Injection, the solid edge. Null when it lies before the span. */
  injectedAt: number | null
  /** From the injection to the heal, or to the right edge while it is active. */
  active: [from: number, to: number] | null
  /** Heal, the dashed edge. */
  healAt: number | null
  /** From the heal to its proof, or to the right edge. */
  recovering: [from: number, to: number] | null
  /** Proven steady, the green line. Null while it is not, and for a run that was not healed. */
  provenAt: number | null
}

/** Runs that touch the span from `from` to `to`, clipped to it, oldest first. */
export function runTints(runs: Run[], from: number, to: number): RunTint[] {
  return runs
    .map(run => tintOf(run, from, to))
    .filter(tint => tint !== null)
    .sort((a, b) => (a.active?.[0] ?? from) - (b.active?.[0] ?? from))
}

function tintOf(run: Run, from: number, to: number): RunTint | null {
  if (!run.activeAt) return null
  const injected = Date.parse(run.activeAt)
  const healed = time(run.healRequestedAt)
  const ended = time(run.endedAt)
  const activeUntil = healed ?? ended ?? to
  const recoveringUntil = ended ?? to
  if (recoveringUntil < from || injected > to) return null
  const inside = (at: number | null) => (at !== null && at >= from && at <= to ? at : null)
  return {
    id: run.id,
    title: run.title,
    injectedAt: inside(injected),
    active: clip(injected, activeUntil, from, to),
    healAt: inside(healed),
    recovering: healed === null ? null : clip(healed, recoveringUntil, from, to),
    provenAt: run.state === 'healed' ? inside(ended) : null,
  }
}

function time(at: string | null): number | null {
  return at === null ? null : Date.parse(at)
}

function clip(start: number, end: number, from: number, to: number): [number, number] | null {
  const clipped: [number, number] = [Math.max(start, from), Math.min(end, to)]
  return clipped[1] > clipped[0] ? clipped : null
}
