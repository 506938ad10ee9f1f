import type { TrafficProfile } from '../../platform/live-state.ts'

export const PROFILES: { profile: TrafficProfile; title: string }[] = [
  { profile: 'off', title: 'Off' },
  { profile: 'light', title: 'Light' },
  { profile: 'medium', title: 'Medium' },
  { profile: 'heavy', title: 'Heavy' },
]

/** The level after this one; after the last comes the first. Where none is known, the first that flows. */
export function nextProfile(current: TrafficProfile | null, step: 1 | -1 = 1): TrafficProfile {
  const index = PROFILES.findIndex(one => one.profile === current)
  if (index === -1) return 'light'
  return PROFILES[(index + step + PROFILES.length) % PROFILES.length]?.profile ?? 'off'
}
