import { iso } from '@chat-demo/engine'
import type { PlatformStatus } from './live-state.ts'

/** Remembers since when each platform has answered, or has not. */
export class Reachability {
  readonly #known = new Map<string, { reachable: boolean | null; since: string }>()

  /** `problem`: null while it answers, undefined while that is not known. */
  status(
    platform: Pick<PlatformStatus, 'id' | 'name' | 'kind' | 'note' | 'address'>,
    problem: string | null | undefined,
    now: number,
  ): PlatformStatus {
    const reachable = problem === undefined ? null : problem === null
    const before = this.#known.get(platform.id)
    const since = before && before.reachable === reachable ? before.since : iso(now)
    this.#known.set(platform.id, { reachable, since })
    return { ...platform, reachable, problem: problem ?? null, since }
  }
}
