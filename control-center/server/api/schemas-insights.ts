import { z } from 'zod'
import { SPANS } from '../../app/platform/widgets/model.ts'

export const insightQuery = z.object({ span: z.enum(SPANS).default('15m') })
export const callsQuery = insightQuery.extend({ query: z.string().max(500).default('') })
export const flowQuery = z.object({ before: z.iso.datetime().optional() })
export const planParams = z.object({
  signature: z.string().regex(/^[0-9a-f]{1,32}$/i, 'wants the signature of a query, hexadecimal'),
})
export const sessionParams = z.object({ id: z.string().regex(/^[0-9a-f-]{1,64}$/i, 'wants the id of a session') })
