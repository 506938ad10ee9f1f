import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { Planner, type Visitor } from '../plan.ts'
import { pick, uniform } from '../random.ts'

export interface Turn {
  question: string
  /** What the person does with the reply. */
  thumb: 'up' | 'down' | null
  /** Milliseconds of reading before the next turn. */
  readMs: number
}

/** One stay of a person with a browser. */
export interface Stay {
  visitor: Visitor
  viewport: { width: number; height: number }
  turns: Turn[]
  /** Milliseconds until somebody comes again. */
  awayMs: number
}

const viewports = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const

/** Draws stays; the same seed draws the same ones in the same order. */
export class Itinerary {
  readonly #generator: RandomGenerator
  readonly #planner: Planner

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed ^ 0x2c1b_3c6d)
    this.#planner = new Planner(seed ^ 0x1656_67b1)
  }

  next(): Stay {
    const { visitor } = this.#planner.next()
    const turns = Array.from({ length: this.#between(2, 4) }, () => this.#turn())
    return {
      visitor,
      viewport: pick<Stay['viewport']>(this.#generator, viewports),
      turns,
      awayMs: this.#between(4_000, 12_000),
    }
  }

  #turn(): Turn {
    const opinion = uniform(this.#generator)
    const thumb = opinion < 0.25 ? 'up' : opinion < 0.3 ? 'down' : null
    return { question: this.#planner.next().question, thumb, readMs: this.#between(3_000, 9_000) }
  }

  #between(least: number, most: number): number {
    return uniformInt(this.#generator, least, most)
  }
}
