/** What scrolls on its own has to be reachable without a mouse. */
export const SCROLLS = { tabIndex: 0 } as const
