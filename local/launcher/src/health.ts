import { request } from 'node:https'

/** Whether an HTTP address answers 2xx; false while nobody listens there. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    // Refused, reset or late: all of them mean "not yet", which is what is asked here.
    return false
  }
}

/** The same over TLS with an authority of our own. */
export function answersTls(url: string, ca: string, token: string): Promise<boolean> {
  return new Promise(resolve => {
    const sent = request(url, { ca, headers: { authorization: `Bearer ${token}` }, timeout: 2000 }, response => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    sent.on('error', () => resolve(false))
    sent.on('timeout', () => sent.destroy())
    sent.end()
  })
}
