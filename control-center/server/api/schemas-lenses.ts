import { z } from 'zod'
import { SPANS, type Span } from '../../app/platform/widgets/model.ts'

const MINUTE = 60_000
export const SPAN_MS: Record<Span, number> = {
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '4h': 240 * MINUTE,
}

const query = z.string().trim().max(2_000).default('').describe("In Datadog's search syntax")
export const tracesQuery = z.object({ query, span: z.enum(SPANS).default('15m') })
export const traceParams = z.object({
  id: z.string().regex(/^(?:[0-9a-f]{32}|\d{1,20})$/, 'wants a trace id: 32 hexadecimal digits, or a decimal number'),
})
export const logsQuery = z.object({
  query,
  span: z.enum(SPANS).default('15m'),
  since: z.coerce.number().int().nonnegative().optional().describe('Milliseconds: only what is not older'),
  cursor: z.string().max(1_000).optional().describe('`older` of an earlier answer'),
})
export const followBody = z.strictObject({ content: z.string().trim().min(1).max(500) })
