/** The body of `application/problem+json`, with what this product adds. */
export interface Problem {
  status: number
  title: string
  /** What happened and what to do, in words; empty when the server gave none. */
  detail: string
  /** Anything else that the answer carried, e.g. `warnings` of a run. */
  more: Record<string, unknown>
}

/** A call to the control center that did not succeed. `status` is 0 when it could not be reached at all. */
export class ApiError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'ApiError'
    this.problem = problem
  }

  get status(): number {
    return this.problem.status
  }
}

export const UNREACHABLE: Problem = {
  status: 0,
  title: 'Control center cannot be reached',
  detail: 'Nothing was changed by this page. It tries again by itself; press again when the connection is back.',
  more: {},
}

/** Reads an answer that is not a success, whoever wrote it: the product, or something in between. */
export function problemFrom(status: number, body: unknown): Problem {
  if (typeof body !== 'object' || body === null) {
    return { status, title: `The control center answered ${status}`, detail: '', more: {} }
  }
  const { status: _, title, detail, ...more } = body as Record<string, unknown>
  return {
    status,
    title: typeof title === 'string' && title ? title : `The control center answered ${status}`,
    detail: typeof detail === 'string' ? detail : '',
    more,
  }
}
