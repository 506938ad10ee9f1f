import type { Socket } from 'node:net'
import type { Connection, Sink, Stage } from './toxics/stage.ts'
import { stageFor, type Toxic } from './toxics/toxic.ts'

/** Bytes that toxics may hold back before the source is told to wait. */
const heldLimit = 1024 * 1024

interface Placed {
  toxic: Toxic
  stage: Stage
  /** Where the stage hands its bytes; changes when the stage behind it is taken out. */
  out: Joint
}

/** Hands on to whatever stands behind it now. */
class Joint implements Sink {
  target: Sink
  constructor(target: Sink) {
    this.target = target
  }
  write(chunk: Buffer): void {
    this.target.write(chunk)
  }
  end(): void {
    this.target.end()
  }
}

/** One direction of a connection: bytes of `source` go through the toxics, in order, to `destination`. */
export class Link {
  readonly #connection: Connection
  readonly #random: () => number
  readonly #destination: Sink
  readonly #placed: Placed[] = []

  constructor(source: Socket, destination: Socket, connection: Connection, random: () => number) {
    this.#connection = connection
    this.#random = random
    let held = 0
    this.#destination = {
      write(chunk) {
        held -= chunk.length
        if (destination.destroyed) return
        const flows = destination.write(chunk)
        if (flows && held < heldLimit) source.resume()
      },
      end() {
        destination.end()
      },
    }
    destination.on('drain', () => source.resume())
    source.on('data', chunk => {
      held += chunk.length
      this.#first.write(chunk)
      if (held >= heldLimit || destination.writableNeedDrain) source.pause()
    })
    source.on('end', () => this.#first.end())
  }

  get #first(): Sink {
    return this.#placed[0]?.stage ?? this.#destination
  }

  /** At the end of the chain; a link that chance spares is left alone. */
  add(toxic: Toxic): void {
    if (this.#random() >= toxic.toxicity) return
    const out = new Joint(this.#destination)
    const placed = { toxic, out, stage: stageFor(toxic, out, this.#connection, this.#random) }
    const before = this.#placed.at(-1)
    this.#placed.push(placed)
    if (before) before.out.target = placed.stage
  }

  remove(toxic: Toxic): void {
    const at = this.#placed.findIndex(({ toxic: { name } }) => name === toxic.name)
    const [placed] = at < 0 ? [] : this.#placed.splice(at, 1)
    if (!placed) return
    placed.stage.release()
    const before = this.#placed[at - 1]
    if (before) before.out.target = placed.out.target
  }

  /** The toxic's attributes have changed: what it holds goes on, what comes is treated anew. */
  update(toxic: Toxic): void {
    const placed = this.#placed.find(({ toxic: { name } }) => name === toxic.name)
    if (!placed) {
      this.add(toxic)
      return
    }
    placed.stage.release()
    placed.toxic = toxic
    placed.stage = stageFor(toxic, placed.out, this.#connection, this.#random)
    const at = this.#placed.indexOf(placed)
    const before = this.#placed[at - 1]
    if (before) before.out.target = placed.stage
  }
}
