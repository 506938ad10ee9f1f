import { z } from 'zod'

export const profileNames = ['off', 'light', 'medium', 'heavy'] as const
export const profileName = z.enum(profileNames)
export type ProfileName = z.output<typeof profileName>

/** Chat messages per second, on average. */
export const messagesPerSecond: Record<ProfileName, number> = { off: 0, light: 1, medium: 5, heavy: 20 }
