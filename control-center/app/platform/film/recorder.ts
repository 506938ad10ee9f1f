import { type Cancel, type Clock, messageOf, type Run } from '@chat-demo/engine'
import type { Film, FilmMark, Moment, Picture } from '../../features/runs/film-schema.ts'
import {
  type AnyPoint,
  BEFORE_MS,
  begin,
  evidenceMoment,
  follow,
  injectedAt,
  isOut,
  pointOf,
  type Scene,
} from './follow.ts'
import type { FilmStore } from './store.ts'

const LOOK_MS = 1_000
const POINT_MS = 5_000
const TRACE_MS = 15_000
/** A consumer's span is known to be missing only after a while. */
const FIRST_TRACE_MS = 35_000

/** What Datadog shows of a moment. Rejects in words when it does not answer; null where there is nothing to show. */
export interface Camera {
  evidence(run: Run, signal: string, window: { from: number; to: number }): Promise<Picture | null>
  /** A trace of the run; `whole`: one without a missing span will do. */
  trace(run: Run, since: number, whole: boolean): Promise<Extract<Picture, { kind: 'trace' }> | null>
  alerts(from: number, to: number): Promise<FilmMark[]>
}

export interface RecorderOptions {
  store: FilmStore
  clock: Clock
  runs: () => Run[]
  scene: () => Scene
  /** null without keys of Datadog. */
  camera: Camera | null
  warn: (message: string) => void
}

/** Keeps what a run looked like, by itself, while it goes on and a little longer. */
export class FilmRecorder {
  readonly #options: RecorderOptions
  readonly #films = new Map<string, Film>()
  readonly #loading = new Set<string>()
  readonly #traceAt = new Map<string, number>()
  #points: AnyPoint[] = []
  #previous: Scene | null = null
  #cancel: Cancel = () => undefined

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  start(): void {
    this.#cancel = this.#options.clock.every(LOOK_MS, () => this.look())
  }

  stop(): Promise<void> {
    this.#cancel()
    for (const film of this.#films.values()) this.#options.store.write(film)
    return this.#options.store.flush()
  }

  /** What is kept of a run so far; null when nothing is. */
  async film(runId: string): Promise<Film | null> {
    return this.#films.get(runId) ?? (await this.#options.store.read(runId))
  }

  look(): void {
    const { clock, runs, scene } = this.#options
    const now = clock.now()
    const all = runs()
    const current = scene()
    const newest = this.#points.at(-1)
    const point = !newest || now - newest.at >= POINT_MS - LOOK_MS / 2 ? pointOf(current, now) : null
    const before = this.#points
    if (point) this.#points = [...before.filter(one => one.at >= now - BEFORE_MS - POINT_MS), point]
    for (const run of all) {
      if (run.activeAt === null) continue
      const film = this.#films.get(run.id)
      if (film) this.#step(film, run, { point, previous: this.#previous, scene: current, now })
      else if (!isOut(run, now)) this.#open(run, before, current)
    }
    this.#previous = current
  }

  /** After a restart the film goes on where it was. */
  #open(run: Run, before: readonly AnyPoint[], scene: Scene): void {
    if (this.#loading.has(run.id)) return
    this.#loading.add(run.id)
    const { store, runs } = this.#options
    void store.read(run.id).then(kept => {
      this.#films.set(run.id, kept ?? begin(run, before, scene))
      this.#loading.delete(run.id)
      store.keep(new Set(runs().map(one => one.id)))
    })
  }

  #step(film: Film, run: Run, look: Parameters<typeof follow>[2]): void {
    if (film.done) return
    const next = follow(film, run, look)
    this.#films.set(run.id, next)
    const fresh = next.moments.filter(moment => !film.moments.includes(moment))
    for (const moment of fresh) this.#photograph(run, moment)
    this.#findTrace(next, run, look.now)
    if (isOut(run, look.now)) void this.#finish(run, look.now)
    if (fresh.length > 0 || look.point) this.#options.store.write(next)
  }

  #photograph(run: Run, moment: Moment): void {
    const { camera } = this.#options
    const evidence = run.evidence.find(one => evidenceMoment(one.signal) === moment.id)
    if (!camera || evidence?.source !== 'datadog') return
    const window = { from: injectedAt(run) - BEFORE_MS, to: Math.max(moment.at, this.#options.clock.now()) }
    this.#ask(
      run.id,
      () => camera.evidence(run, evidence.signal, window),
      (film, picture) => ({
        ...film,
        moments: film.moments.map(one => (one.id === moment.id ? { ...one, picture } : one)),
      }),
    )
  }

  #findTrace(film: Film, run: Run, now: number): void {
    const { camera } = this.#options
    if (!camera || film.moments.some(moment => moment.picture.kind === 'trace')) return
    if (now < (this.#traceAt.get(run.id) ?? injectedAt(run) + FIRST_TRACE_MS)) return
    this.#traceAt.set(run.id, now + TRACE_MS)
    this.#ask(
      run.id,
      () => camera.trace(run, injectedAt(run), run.healRequestedAt !== null),
      (latest, picture) => {
        const [missing] = picture.missing
        const title = missing ? `A trace without a span of the ${missing}` : 'A trace of the run'
        const moment: Moment = { id: 'trace', at: now, title, seenIn: `trace ${picture.traceId}`, picture }
        return { ...latest, moments: [...latest.moments, moment] }
      },
    )
  }

  async #finish(run: Run, now: number): Promise<void> {
    const { camera } = this.#options
    const film = this.#films.get(run.id)
    if (!film) return
    this.#change(run.id, latest => ({ ...latest, done: true }))
    this.#traceAt.delete(run.id)
    if (camera) {
      this.#ask(
        run.id,
        () => camera.alerts(injectedAt(run), now),
        (latest, alerts) => ({
          ...latest,
          marks: [...latest.marks, ...alerts],
          firstAlertAt: alerts.find(mark => mark.tone !== 'ok')?.at ?? null,
        }),
      )
    }
  }

  /** Asks Datadog, and never waits for it: a moment without a picture of it keeps the curve of the chat. */
  #ask<T>(runId: string, question: () => Promise<T | null>, change: (film: Film, answer: T) => Film): void {
    question().then(
      answer => {
        if (answer !== null) this.#change(runId, film => change(film, answer))
      },
      error => this.#options.warn(`Run ${runId}: a moment could not be kept: ${messageOf(error)}`),
    )
  }

  #change(runId: string, change: (film: Film) => Film): void {
    const film = this.#films.get(runId)
    if (!film) return
    const next = change(film)
    this.#films.set(runId, next)
    this.#options.store.write(next)
  }
}
