import { expect, type Page } from '@playwright/test'
import type { ControlCenter } from './test.ts'

interface Step {
  id: string
  title: string
  say: string
  gate: unknown[]
  watch?: Record<string, string>
}

interface Given {
  tours: { id: string; acts: { steps: Step[] }[] }[]
  active: { progress: { step: string; green: Record<string, string> }; missing: Record<string, string> } | null
  rehearsals: { id: string; count: number }[]
}

/** A tour that is given from the keyboard, and what the server says of it. */
export class KeyboardTour {
  readonly #page: Page
  readonly #controlCenter: ControlCenter

  constructor(page: Page, controlCenter: ControlCenter) {
    this.#page = page
    this.#controlCenter = controlCenter
  }

  #given = () => this.#controlCenter.call<Given>('GET', '/api/v1/tours')

  async steps(id: string): Promise<Step[]> {
    const found = (await this.#given()).tours.find(one => one.id === id)
    if (!found) throw new Error(`There is no tour ${id}`)
    return found.acts.flatMap(act => act.steps)
  }

  async command(words: string): Promise<void> {
    const { keyboard } = this.#page
    await keyboard.press('Control+k')
    await expect(this.#page.getByRole('combobox', { name: 'Find a command' })).toBeFocused()
    await keyboard.type(words)
    await keyboard.press('Enter')
    await expect(this.#page.getByRole('dialog')).toBeHidden()
  }

  async isAt(step: string): Promise<void> {
    await expect.poll(async () => (await this.#given()).active?.progress.step).toBe(step)
  }

  /** Why the step cannot be shown here; undefined when it can. */
  missing = async (step: string) => (await this.#given()).active?.missing[step]

  /** Until the evidence that the step waits for is there. */
  async isGreen(step: string, timeout: number): Promise<void> {
    await expect
      .poll(async () => (await this.#given()).active?.progress.green[step] ?? null, { timeout, message: step })
      .not.toBeNull()
  }

  rehearsals = async (id: string) => (await this.#given()).rehearsals.find(one => one.id === id)?.count ?? 0

  /** What is outlined stands within the window, if this page has it at all. */
  async watchedIsInView(): Promise<void> {
    const watched = this.#page.locator('[data-watch]').first()
    await expect(watched).toBeInViewport({ ratio: 0.4 })
  }
}
