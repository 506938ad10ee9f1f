import { z } from 'zod'

/** What travels on queue `chat.requests`: only ids, as the stored rows are the truth. */
export const chatRequest = z.object({
  messageId: z.uuid(),
  conversationId: z.uuid(),
})
export type ChatRequest = z.output<typeof chatRequest>
