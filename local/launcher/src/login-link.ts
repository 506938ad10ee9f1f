import { z } from 'zod'

const answerSchema = z.object({ url: z.string() })

/**
 * Asks the running control center for a login link: one use, ten minutes.
 * @throws Error with the control center's own words.
 */
export async function freshLoginLink({ url, token }: { url: string; token: string }): Promise<string> {
  const response = await fetch(`${url}/api/v1/login-codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`The control center gave no login link: ${response.status} ${text}`)
  return answerSchema.parse(JSON.parse(text)).url
}
