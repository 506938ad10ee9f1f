import { describe, inject } from 'vitest'

const asked = process.env.CONFORMANCE ?? 'quick'
if (!['quick', 'slow', 'all'].includes(asked)) {
  throw new Error(`CONFORMANCE is "${asked}"; it is one of quick, slow, all`)
}

/** Tests of the default run, at most three minutes in all. */
export const quick = describe.runIf(asked !== 'slow')
/** Tests that wait long, such as the growth of a back-off: CONFORMANCE=slow or all. */
export const slow = describe.runIf(asked !== 'quick')

/** Where the suite runs; only for what docs/kubernetes-differences.md lists. */
export const target: 'kubernetes' | 'process cluster' = inject('target')
