import { Planner } from './plan.ts'
import { messagesPerSecond, type ProfileName } from './profile.ts'
import { Schedule } from './schedule.ts'
import { Tally } from './tally.ts'
import type { Visits } from './visits.ts'

/** Plays the schedule: begins each visit at its time, and counts. */
export class Generator {
  readonly tally = new Tally()
  readonly #schedule: Schedule
  readonly #planner: Planner
  readonly #visits: Pick<Visits, 'begin'>
  readonly #changed: (profile: ProfileName) => void
  #profile: ProfileName = 'off'
  #timer: NodeJS.Timeout | undefined

  constructor(seed: number, visits: Pick<Visits, 'begin'>, changed: (profile: ProfileName) => void = () => undefined) {
    this.#schedule = new Schedule(seed, performance.now())
    this.#planner = new Planner(seed)
    this.#visits = visits
    this.#changed = changed
  }

  get profile(): ProfileName {
    return this.#profile
  }

  setProfile(profile: ProfileName): void {
    this.#play()
    this.#profile = profile
    this.#schedule.setRate(messagesPerSecond[profile], performance.now())
    this.#sleep()
    this.#changed(profile)
  }

  stop(): void {
    this.setProfile('off')
  }

  #play(): void {
    // The schedule runs on a clock that nobody sets; windows are told in times of day.
    const now = performance.now()
    for (const at of this.#schedule.advance(now)) {
      const scheduledAt = Date.now() - (now - at)
      this.tally.add('scheduled', scheduledAt)
      const visit = this.#planner.next()
      const begun = this.#visits.begin(visit, outcome => this.tally.add(outcome, Date.now()))
      // In the window of its schedule: the two figures of one window speak of the same visits.
      if (begun) this.tally.add('sent', scheduledAt)
    }
  }

  #sleep(): void {
    clearTimeout(this.#timer)
    const wait = this.#schedule.waitMs
    if (wait === undefined) return
    this.#timer = setTimeout(() => {
      this.#play()
      this.#sleep()
    }, Math.ceil(wait))
  }
}
