import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, errors, type Page } from 'playwright-core'
import type { Stay, Turn } from './itinerary.ts'

/** A person waits this long for a reply, and then leaves. */
const patienceMs = 30_000

/**
 * One stay in a fresh browser context: opens the chat, asks, reads, says what was good, and leaves.
 * @returns how many questions were asked, and whether the last reply was waited for in vain
 * @throws when the page cannot be opened or the browser ends
 */
export async function makeStay(
  browser: Browser,
  chatUrl: string,
  { visitor, viewport, turns }: Stay,
  signal: AbortSignal,
): Promise<{ asked: number; gaveUp: boolean }> {
  const { origin } = new URL(chatUrl)
  // The chat keeps its person in the browser: who comes again is known again.
  const person = { name: 'fernway.user', value: JSON.stringify(visitor) }
  const context = await browser.newContext({
    viewport,
    storageState: { cookies: [], origins: [{ origin, localStorage: [person] }] },
  })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(patienceMs)
    await page.goto(origin)
    let asked = 0
    for (const turn of turns) {
      asked += 1
      if (!(await ask(page, turn, asked))) return { asked, gaveUp: true }
      await delay(turn.readMs, undefined, { signal })
    }
    return { asked, gaveUp: false }
  } finally {
    // Leaving the page is what makes the browser send the rest of what it measured.
    for (const page of context.pages()) await page.goto('about:blank')
    await context.close()
  }
}

/** @returns false when no reply came within the person's patience */
async function ask(page: Page, { question, thumb }: Turn, replies: number): Promise<boolean> {
  const box = page.getByRole('textbox', { name: 'Your question' })
  await box.fill(question)
  await box.press('Enter')
  try {
    // A reply that is whole can be copied.
    await page
      .getByRole('button', { name: 'Copy' })
      .nth(replies - 1)
      .waitFor()
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false
    throw error
  }
  if (thumb !== null) {
    const label = thumb === 'up' ? 'This answer helped' : 'This answer did not help'
    await page.getByRole('button', { name: label, exact: true }).last().click()
  }
  return true
}
