import { Toxiproxy, type ToxiproxyError } from 'toxiproxy-node-client'
import { z } from 'zod'
import { messageOf } from '../errors.ts'
import { type StandingToxic, type Toxic, type ToxicControl, ToxicError } from './toxic.ts'

const TIMEOUT_MS = 5_000

type ToxicBody = Parameters<Awaited<ReturnType<Toxiproxy['get']>>['addToxic']>[0]

const proxiesSchema = z.record(
  z.string(),
  z.object({ name: z.string(), toxics: z.array(z.object({ name: z.string() })) }),
)

/** Toxiproxy behind its HTTP API. */
export class ToxiproxyControl implements ToxicControl {
  readonly #client: Toxiproxy
  readonly #timeoutMs: number

  constructor(url: string, timeoutMs = TIMEOUT_MS) {
    this.#client = new Toxiproxy(url.replace(/\/$/, ''))
    this.#timeoutMs = timeoutMs
  }

  async list(): Promise<StandingToxic[]> {
    // The client's own list of proxies leaves their toxics out.
    const { data } = await this.#call(() => this.#client.getApi().get(`${this.#client.host}/proxies`))
    const proxies = proxiesSchema.safeParse(data)
    if (!proxies.success) throw new ToxicError('unreachable', 'what answers is not Toxiproxy')
    return Object.values(proxies.data).flatMap(proxy => proxy.toxics.map(({ name }) => ({ proxy: proxy.name, name })))
  }

  async add({ proxy, name, type, stream, toxicity, attributes }: Toxic): Promise<void> {
    // The client knows types by name; one that Toxiproxy does not know is refused by Toxiproxy.
    const body = { name, type, stream, toxicity, attributes } as ToxicBody
    try {
      await this.#call(async () => (await this.#client.get(proxy)).addToxic(body))
    } catch (error) {
      if (statusOf(error) === 409) return
      throw statusOf(error) === 404 ? new ToxicError('refused', `Toxiproxy has no proxy ${proxy}`) : error
    }
  }

  async remove({ proxy, name }: StandingToxic): Promise<void> {
    try {
      await this.#call(async () => (await (await this.#client.get(proxy)).getToxic(name)).remove())
    } catch (error) {
      if (statusOf(error) !== 404) throw error
    }
  }

  /** The client knows no time-out. */
  async #call<T>(action: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new ToxicError('unreachable', `no answer within ${this.#timeoutMs / 1000} s`)),
        this.#timeoutMs,
      )
    })
    try {
      return await Promise.race([action(), late])
    } catch (error) {
      if (error instanceof ToxicError) throw error
      const status = statusOf(error)
      const kind = status !== null && status >= 400 && status < 500 ? 'refused' : 'unreachable'
      throw new ToxicError(kind, messageOf(error), { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The client tells the status of an answer in its message only. */
function statusOf(error: unknown): number | null {
  const cause = (error instanceof ToxicError ? error.cause : error) as ToxiproxyError | undefined
  const match = /status code (\d{3})/.exec(cause?.message ?? '')
  return match ? Number(match[1]) : null
}
