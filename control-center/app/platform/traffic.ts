import { z } from 'zod'
import { type Endpoint, endpointOf, requestJson } from './http-json.ts'
import type { TrafficProfile } from './live-state.ts'

export const profiles = ['off', 'light', 'medium', 'heavy'] as const satisfies readonly TrafficProfile[]

/** Chat messages a second. */
export const PER_SECOND: Record<TrafficProfile, number> = { off: 0, light: 1, medium: 5, heavy: 20 }

const profileSchema = z.object({ profile: z.enum(profiles) })
const statsSchema = profileSchema.extend({
  windows: z.array(z.object({ start: z.string(), seconds: z.number(), scheduled: z.number(), sent: z.number() })),
})
export type TrafficStats = z.infer<typeof statsSchema>

export class TrafficClient {
  readonly endpoint: Endpoint

  constructor(url: string) {
    this.endpoint = endpointOf(url)
  }

  stats(): Promise<TrafficStats> {
    return requestJson(this.endpoint, '/stats', statsSchema)
  }

  async setProfile(profile: TrafficProfile): Promise<TrafficProfile> {
    return (await requestJson(this.endpoint, '/profile', profileSchema, { method: 'PUT', body: { profile } })).profile
  }
}

/** Sent ÷ scheduled of the last window that is over; null without one, or when nothing was scheduled in it. */
export function sentRatio(windows: TrafficStats['windows'], now: number): number | null {
  const full = windows.filter(one => Date.parse(one.start) + one.seconds * 1000 <= now).at(-1)
  return full && full.scheduled > 0 ? full.sent / full.scheduled : null
}
