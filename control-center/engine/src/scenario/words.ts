import { z } from 'zod'

export const text = z.string().trim().min(1)
export const name = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'wants a Kubernetes name: lower case letters, digits and dashes')
export const seconds = z.int().min(1).max(3600)
