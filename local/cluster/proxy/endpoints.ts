import type { EndpointSlice } from '../client/types.ts'

export interface Target {
  host: string
  port: number
}

/**
 * Where connections to one port of a Service go: the ready endpoints; when there is none, those that are ending but
 * still serve, so that a rollout of a single pod refuses as little as possible. This is kube-proxy's rule.
 */
export function targetsOf(slices: EndpointSlice[], portName: string): Target[] {
  const pick = (usable: (conditions: { ready?: boolean; serving?: boolean; terminating?: boolean }) => boolean) =>
    slices.flatMap(slice => {
      const port = slice.ports?.find(({ name }) => (name ?? '') === portName)?.port
      if (port === undefined) return []
      return slice.endpoints
        .filter(({ conditions }) => usable(conditions ?? {}))
        .flatMap(({ addresses }) => addresses.slice(0, 1).map(host => ({ host, port })))
    })
  const ready = pick(conditions => conditions.ready !== false)
  return ready.length > 0 ? ready : pick(({ serving, terminating }) => serving === true && terminating === true)
}

/** Takes turns: each call begins with the next target; the others follow, in case the first cannot be reached. */
export class RoundRobin {
  #next = 0

  order(targets: Target[]): Target[] {
    if (targets.length === 0) return []
    const first = this.#next++ % targets.length
    return [...targets.slice(first), ...targets.slice(0, first)]
  }
}
