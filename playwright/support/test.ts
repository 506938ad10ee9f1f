import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { type RunFile, readRun } from './product.ts'

export interface ChatStats {
  accepted: number
  answered: number
  failed: number
  waiting: number
  timedOut: number
}

export interface RunView {
  id: string
  state: string
  recoverySeconds: number | null
  healedBy: string | null
  evidence: { signal: string; withinSeconds: number; seenAfterSeconds: number | null }[]
  requests: { lost: number } | null
}

/** The control center as a script uses it: with the token of the run file. */
export class ControlCenter {
  readonly #run: RunFile
  constructor(run: RunFile) {
    this.#run = run
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#run.controlCenter.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#run.controlCenter.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    // 204 has no body.
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /** What the pod of a workload has written so far. */
  async log(workload: string): Promise<string> {
    const { pods } = await this.call<{ pods: { name: string; workload: string }[] }>('GET', '/api/v1/pods')
    const name = pods.find(pod => pod.workload === workload)?.name
    const response = await fetch(`${this.#run.controlCenter.url}/api/v1/pods/${name}/logs`, {
      headers: { authorization: `Bearer ${this.#run.controlCenter.token}` },
    })
    return response.text()
  }

  loginLink = async () => (await this.call<{ url: string }>('POST', '/api/v1/login-codes', {})).url
  traffic = (profile: string) => this.call('PUT', '/api/v1/traffic', { profile })
  runs = async () => (await this.call<{ runs: RunView[] }>('GET', '/api/v1/runs')).runs
  /** Also while an earlier run still proves its recovery: a test does not wait for another's proof. */
  inject = (scenario: string, durationSeconds: number) =>
    this.call<RunView>('POST', '/api/v1/runs', { scenario, durationSeconds, force: true })

  /** Heals all and waits until no change of ours stands; the proof of recovery may still be under way. */
  async heal(): Promise<void> {
    await this.call('POST', '/api/v1/heal', {})
    const standing = async () => (await this.runs()).filter(run => run.state === 'injecting' || run.state === 'active')
    await expect.poll(standing, { timeout: 30_000 }).toEqual([])
  }
}

/** What the chat says of itself. Lost must be 0 whatever happened. */
export async function chatStats(run: RunFile): Promise<ChatStats & { lost: number }> {
  const response = await fetch(`${run.frontend.url}/api/stats`)
  if (!response.ok) throw new Error(`/api/stats: ${response.status}`)
  const stats = (await response.json()) as ChatStats
  return { ...stats, lost: stats.accepted - stats.answered - stats.failed - stats.waiting }
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>>

/** A tab that is logged in already, and listens: before it follows the stream a click on it may be lost. */
async function presenterPage(browser: Browser, session: Session): Promise<Page> {
  const page = await (await browser.newContext({ storageState: session })).newPage()
  const listens = page.waitForRequest(request => new URL(request.url()).pathname === '/api/v1/stream')
  await page.goto(readRun().controlCenter.url)
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
  await listens
  return page
}

interface Fixtures {
  product: RunFile
  controlCenter: ControlCenter
  /** A tab of the control center, logged in. */
  presenter: Page
  /** Opens one more such tab. */
  anotherPresenter: () => Promise<Page>
  /** The chat page. */
  customer: Page
}

export const test = base.extend<Fixtures, { session: Session }>({
  session: [
    async ({ browser }, use) => {
      const context = await browser.newContext()
      const page = await context.newPage()
      await page.goto(await new ControlCenter(readRun()).loginLink())
      await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
      await use(await context.storageState())
      await context.close()
    },
    { scope: 'worker' },
  ],
  product: ({ browserName: _ }, use) => use(readRun()),
  controlCenter: async ({ product }, use) => use(new ControlCenter(product)),
  presenter: async ({ browser, session }, use) => {
    const page = await presenterPage(browser, session)
    await use(page)
    await page.context().close()
  },
  anotherPresenter: async ({ browser, session }, use) => {
    const opened: Page[] = []
    await use(async () => {
      const page = await presenterPage(browser, session)
      opened.push(page)
      return page
    })
    for (const page of opened) await page.context().close()
  },
  customer: async ({ browser, product }, use) => {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    await page.goto(product.frontend.url)
    await expect(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
    await use(page)
    await page.context().close()
  },
})

export { expect }
