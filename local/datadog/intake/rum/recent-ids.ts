/** Remembers ids that were there lately: browsers send a request again with the id that it had. */
export class RecentIds {
  readonly #most: number
  readonly #ids = new Set<string>()

  constructor(most = 10_000) {
    this.#most = most
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** The empty id is no id. */
  add(id: string): void {
    if (id === '') return
    this.#ids.add(id)
    // A set keeps the order in which ids came: the first is the oldest.
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#most) break
      this.#ids.delete(oldest)
    }
  }
}
