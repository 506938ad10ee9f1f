import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { followUps, names, plants, questions } from './questions.ts'
import { pick, uniform, uuid } from './random.ts'

export interface Visitor {
  id: string
  name: string
}

/** One visit: who comes, and what they ask in which conversation. */
export interface Visit {
  visitor: Visitor
  /** Otherwise the visitor's latest conversation goes on, where there is one. */
  newConversation: boolean
  question: string
}

/** Visitors who come again and again. */
const visitorCount = 100

/** Draws visits; the same seed draws the same ones in the same order. */
export class Planner {
  readonly #generator: RandomGenerator
  readonly #visitors: Visitor[]

  constructor(seed: number) {
    // A sequence of its own, so that what is asked does not depend on when.
    this.#generator = xoroshiro128plus(seed ^ 0x5bd1_e995)
    this.#visitors = Array.from({ length: visitorCount }, () => ({
      id: uuid(this.#generator),
      name: pick(this.#generator, names),
    }))
  }

  next(): Visit {
    const visitor = this.#visitors[uniformInt(this.#generator, 0, visitorCount - 1)]
    const newConversation = uniform(this.#generator) < 0.35
    const follows = uniform(this.#generator) < 0.3
    const question = pick(this.#generator, questions).replace('{plant}', pick(this.#generator, plants))
    const followUp = pick(this.#generator, followUps)
    if (visitor === undefined) throw new Error('a visitor outside the list was drawn')
    return { visitor, newConversation, question: follows && !newConversation ? followUp : question }
  }
}
