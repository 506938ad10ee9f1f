import { randomBytes } from 'node:crypto'
import { type Clock, describeProblem, EngineError, iso, YamlFolder } from '@chat-demo/engine'
import { type Tour, tourSchema } from '../../features/tour/definition.ts'
import { gateViews, isAhead } from '../../features/tour/gates.ts'
import { begin, elapsed, reduce, secondsIn, type TourEvent } from '../../features/tour/progress.ts'
import type { Progress } from '../../features/tour/progress-schema.ts'
import { type Known, missingIn } from '../../features/tour/references.ts'
import { figuresOf } from '../../features/tour/statistics.ts'
import { type PlacedStep, placeOfStep, stepsOf } from '../../features/tour/steps.ts'
import type { GateView, ToursView, TourView } from '../../features/tour/view.ts'
import type { LiveState } from '../live-state.ts'
import type { Boards } from '../widgets/boards.ts'
import { type Performed, perform, type TourActions } from './actions.ts'
import { MessageWatch, type MessageWatchOptions } from './message-watch.ts'
import { ProgressStore } from './progress-store.ts'
import { Rehearsals } from './rehearsals.ts'
import { WatchedBoards } from './watched-boards.ts'

export interface ToursOptions extends MessageWatchOptions {
  folder: string
  /** File that keeps the place of the tour. */
  progressFile: string
  rehearsalsFile: string
  clock: Clock
  /** What tours may name, as of now. */
  known: () => Known
  actions: TourActions
  boards: Pick<Boards, 'watch'> | null
  onChange: () => void
}

/** A second press within this time is a double click, and no second wish. */
const TWICE_MS = 1_500

/** What is looked at to judge gates. */
export type ToursSight = Omit<LiveState, 'tour' | 'tours'>

/** The tours of this installation, and the one that is being given: one place for all who look. */
export class Tours {
  readonly #options: ToursOptions
  readonly #folder: YamlFolder<Tour>
  readonly #store: ProgressStore
  readonly #rehearsals: Rehearsals
  readonly #boards: WatchedBoards
  readonly #message: MessageWatch
  /** Presses of the same button while it works, or twice in a row, get the same answer. */
  readonly #performing = new Map<string, Promise<Performed>>()
  #progress: Progress | null
  #traffic: { profile: string | null; since: number | null } = { profile: null, since: null }
  #gates: Record<string, GateView[]> = {}
  /** Made again only when one of its parts has changed: it is large, and looked at several times a second. */
  #catalogue: { key: string; view: ToursView } | null = null
  #readings = 0

  private constructor(
    options: ToursOptions,
    parts: { folder: YamlFolder<Tour>; store: ProgressStore; rehearsals: Rehearsals; progress: Progress | null },
  ) {
    this.#options = options
    this.#folder = parts.folder
    this.#store = parts.store
    this.#rehearsals = parts.rehearsals
    this.#progress = parts.progress && this.#folder.get(parts.progress.tour) ? parts.progress : null
    this.#boards = new WatchedBoards(options.boards, options.onChange)
    this.#message = new MessageWatch(options, message => this.#apply({ kind: 'message', message }))
  }

  static async open(options: ToursOptions): Promise<Tours> {
    const { folder: path, clock, warn, progressFile, rehearsalsFile } = options
    const store = new ProgressStore(progressFile, warn)
    const [folder, progress, rehearsals] = await Promise.all([
      YamlFolder.open(path, tourSchema, clock),
      store.read(),
      Rehearsals.open(rehearsalsFile, warn),
    ])
    return new Tours(options, { folder, store, rehearsals, progress })
  }

  /** Follows the files until `stop`. */
  start(): void {
    const { warn, onChange } = this.#options
    for (const problem of this.problems()) warn(problem)
    this.#folder.watch(() => {
      this.#readings++
      for (const problem of this.problems()) warn(problem)
      onChange()
    }, warn)
  }

  /** Resolves when what is known is on disk. */
  async stop(): Promise<void> {
    this.#folder.close()
    this.#boards.close()
    this.#message.close()
    await Promise.all([this.#store.flush(), this.#rehearsals.flush()])
  }

  /** In full, as they are written. */
  all(): Tour[] {
    return this.#folder.entries().map(entry => entry.value)
  }

  problems(): string[] {
    const known = this.#options.known()
    const missing = this.#folder
      .entries()
      .flatMap(({ value, at }) => missingIn(value, known).map(one => at(one.path, one.message)))
    return [...this.#folder.problems(), ...missing].map(describeProblem)
  }

  /** One look at everything: what was seen turns its step green, and stays seen. */
  look(state: ToursSight): { tours: ToursView; tour: TourView | null } {
    const now = this.#options.clock.now()
    if (state.traffic.profile !== this.#traffic.profile) this.#traffic = { profile: state.traffic.profile, since: now }
    const active = this.#active()
    if (active) this.#judge(active.tour, active.progress, state, now)
    return { tours: this.#toursView(active?.tour ?? null), tour: this.view() }
  }

  view(): TourView | null {
    const active = this.#active()
    if (!active) return null
    const missing = missingIn(active.tour, this.#options.known())
    return {
      progress: active.progress,
      gates: this.#gates,
      missing: Object.fromEntries(missing.toReversed().map(one => [one.step, one.message])),
    }
  }

  /** Begins a tour; one that is being given ends. */
  begin(id: string, who: string): TourView {
    const tour = this.#folder.get(id)
    const first = tour && stepsOf(tour)[0]
    if (!tour || !first) throw new EngineError('unknown', `There is no tour ${id}`)
    this.end()
    const now = this.#options.clock.now()
    this.#set(begin(randomBytes(6).toString('hex'), id, first.step.id, who, now))
    return this.#required().view
  }

  go(step: string): TourView {
    this.#stepNamed(step)
    this.#apply({ kind: 'go', step })
    return this.#required().view
  }

  pause(paused: boolean): TourView {
    this.#required()
    this.#apply({ kind: paused ? 'pause' : 'resume' })
    return this.#required().view
  }

  /** Does what the step's button says. Rejects with an `EngineError` where nothing was begun. */
  async perform(id: string, who: string): Promise<Performed> {
    const { step } = this.#stepNamed(id)
    const { missing, progress } = this.#required().view
    if (!step.do) throw new EngineError('invalid', `The step ${id} has nothing to do`)
    if (missing[id]) throw new EngineError('precondition', `${step.title}: ${missing[id]}`)
    const key = `${progress.id} ${id}`
    const running = this.#performing.get(key)
    if (running) return running
    const promise = perform(step.do, this.#options.actions, who)
    this.#performing.set(key, promise)
    const forget = () => this.#performing.delete(key)
    try {
      const performed = await promise
      this.#options.clock.after(TWICE_MS, forget)
      this.#apply({ kind: 'done', step: id })
      if (performed.message) this.#message.begin(performed.message)
      return performed
    } catch (error) {
      forget()
      throw error
    }
  }

  /** Ends what is being given, and notes how it went. Ending nothing is right too. */
  end(): void {
    const active = this.#active()
    if (!active) return
    const { tour, progress } = active
    const now = this.#options.clock.now()
    const steps = stepsOf(tour)
    this.#rehearsals.add({
      tour: tour.id,
      by: progress.by,
      startedAt: progress.startedAt,
      endedAt: iso(now),
      complete: steps.at(-1)?.step.id === progress.step,
      seconds: elapsed(progress, now),
      steps: Object.fromEntries(
        steps.map(({ step }) => [step.id, secondsIn(progress, step.id, now)] as const).filter(([, spent]) => spent > 0),
      ),
    })
    this.#set(null)
  }

  #judge(tour: Tour, progress: Progress, state: ToursSight, now: number): void {
    const current = placeOfStep(tour, progress.step)
    this.#boards.want(dashboardsOf(current))
    if (progress.message?.endedAt === null) this.#message.follow(progress.message)
    const evidence = {
      state,
      progress,
      now,
      trafficSince: this.#traffic.since,
      newestPoint: (widget: string) => this.#boards.newestPoint(widget, now),
    }
    const inAct = stepsOf(tour).filter(one => one.act === current.act)
    this.#gates = Object.fromEntries(inAct.map(({ step }) => [step.id, gateViews(step, evidence)]))
    const green = inAct.filter(({ step }) => {
      const gates = this.#gates[step.id] ?? []
      const counts = step.id === current.step.id || isAhead(step)
      return counts && gates.length > 0 && gates.every(gate => gate.green)
    })
    this.#apply({ kind: 'green', steps: green.map(({ step }) => step.id) })
  }

  #toursView(active: Tour | null): ToursView {
    const rehearsals = this.#rehearsals.all()
    const problems = this.problems()
    const key = JSON.stringify([this.#readings, rehearsals.length, rehearsals.at(-1)?.endedAt, active?.id, problems])
    if (this.#catalogue?.key === key) return this.#catalogue.view
    const view: ToursView = {
      list: this.all().map(tour => {
        const steps = stepsOf(tour)
        const { count, medianSeconds, lastSeconds } = figuresOf(tour.id, rehearsals)
        return {
          id: tour.id,
          title: tour.title,
          summary: tour.summary,
          acts: tour.acts.length,
          steps: steps.length,
          seconds: steps.reduce((sum, { step }) => sum + step.seconds, 0),
          rehearsals: { count, medianSeconds, lastSeconds },
        }
      }),
      problems,
      active,
      usual: active ? figuresOf(active.id, rehearsals).steps : {},
    }
    this.#catalogue = { key, view }
    return view
  }

  #active(): { tour: Tour; progress: Progress } | null {
    const tour = this.#progress && this.#folder.get(this.#progress.tour)
    return this.#progress && tour ? { tour, progress: this.#progress } : null
  }

  #required(): { tour: Tour; view: TourView } {
    const active = this.#active()
    const view = this.view()
    if (!active || !view) throw new EngineError('invalid', 'No tour is being given')
    return { tour: active.tour, view }
  }

  #stepNamed(id: string): PlacedStep {
    const { tour } = this.#required()
    const found = stepsOf(tour).find(one => one.step.id === id)
    if (!found) throw new EngineError('unknown', `${tour.title} has no step ${id}`)
    return found
  }

  #apply(event: TourEvent): void {
    if (this.#progress) this.#set(reduce(this.#progress, event, this.#options.clock.now()))
  }

  #set(progress: Progress | null): void {
    if (progress === this.#progress) return
    if (progress?.id !== this.#progress?.id) {
      this.#gates = {}
      this.#message.close()
    }
    if (progress === null) this.#boards.close()
    this.#progress = progress
    this.#store.write(progress)
    this.#options.onChange()
  }
}

const dashboardsOf = ({ step }: PlacedStep): Set<string> =>
  new Set(step.gate.flatMap(gate => ('widget' in gate ? [gate.widget.slice(0, gate.widget.indexOf('/'))] : [])))
