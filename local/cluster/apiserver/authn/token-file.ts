import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { UserInfo } from './user.ts'

const entries = z.array(
  z.object({
    token: z.string().min(16, 'a token has at least 16 characters'),
    user: z.string().min(1),
    uid: z.string().optional(),
    groups: z.array(z.string()).default([]),
  }),
)

/** Finds who a bearer token belongs to. */
export type TokenLookup = (token: string) => UserInfo | undefined

function sameToken(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Reads the static tokens: `[{token, user, uid?, groups}]`; throws naming the file and what is wrong in it. */
export function loadTokenFile(file: string): TokenLookup {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`TOKENS_FILE ${file} cannot be read as JSON: ${(error as Error).message.split('\n')[0]}`)
  }
  const parsed = entries.safeParse(content)
  if (!parsed.success) {
    throw new Error(`TOKENS_FILE ${file} must be [{token, user, uid?, groups}]: ${z.prettifyError(parsed.error)}`)
  }
  return token => {
    const found = parsed.data.find(entry => sameToken(entry.token, token))
    return found && { name: found.user, ...(found.uid ? { uid: found.uid } : {}), groups: found.groups }
  }
}
