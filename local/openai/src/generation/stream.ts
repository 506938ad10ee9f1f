import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { chunkWriter, Usage } from './completion.ts'
import type { Cut } from './cut.ts'
import { type Pace, tokensReady } from './pace.ts'
import { splitTokens } from './tokens.ts'

/** Tokens that became ready since the last look are written together, as a network would deliver them. */
const LOOK_EVERY_MS = 40

export interface StreamedReply {
  chunks: ReturnType<typeof chunkWriter>
  cut: Cut
  pace: Pace
  /** Written at the end when the client asked for it. */
  usage?: Usage
}

/**
 * Writes a reply as server-sent events at its pace. Ends early, without an error, when `signal` fires.
 * @param startedAt when the request came, in `performance.now()` milliseconds
 */
export async function streamReply(
  out: Writable,
  { chunks, cut, pace, usage }: StreamedReply,
  startedAt: number,
  signal: AbortSignal,
): Promise<void> {
  const pieces = splitTokens(cut.text)
  let sent = 0
  await pause(pace.firstTokenMs - (performance.now() - startedAt), signal)
  if (signal.aborted) return
  await write(out, event(chunks.role()), signal)
  while (sent < pieces.length && !signal.aborted) {
    const ready = tokensReady(pace, performance.now() - startedAt, pieces.length)
    if (ready > sent) {
      await write(
        out,
        pieces
          .slice(sent, ready)
          .map(text => event(chunks.content(text)))
          .join(''),
        signal,
      )
      sent = ready
    }
    if (sent < pieces.length) await pause(Math.max(LOOK_EVERY_MS, pace.tokenMs), signal)
  }
  if (signal.aborted) return
  const ending = [chunks.finish(cut.finishReason), ...(usage ? [chunks.usage(usage)] : [])]
  await write(out, `${ending.map(event).join('')}data: [DONE]\n\n`, signal)
}

/** Waits unless the reply is no longer wanted; never throws for that. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return
  await delay(ms, undefined, { signal }).catch(error => {
    if (!signal.aborted) throw error
  })
}

function event(chunk: unknown): string {
  return `data: ${JSON.stringify(chunk)}\n\n`
}

async function write(out: Writable, text: string, signal: AbortSignal): Promise<void> {
  if (out.write(text)) return
  await once(out, 'drain', { signal }).catch(error => {
    if (!signal.aborted) throw error
  })
}
