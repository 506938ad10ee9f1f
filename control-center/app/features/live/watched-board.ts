import type { Span } from '../../platform/widgets/model.ts'

export interface BoardKey {
  dashboard: string
  span: Span
}

/**
 * Which dashboard the page looks at. The stream reads it when it connects, so it is set before: effects of a page run
 * before those of the layout around it.
 */
export class WatchedBoard {
  /** Of all who look the last to come is carried; when it goes, the one before is again. */
  readonly #watched: BoardKey[] = []
  readonly #listeners = new Set<() => void>()

  get key(): BoardKey | null {
    return this.#watched.at(-1) ?? null
  }

  /** Returns how to end it. */
  watch({ dashboard, span }: BoardKey): () => void {
    const own = { dashboard, span }
    this.#watched.push(own)
    this.#tell()
    return () => {
      this.#watched.splice(this.#watched.indexOf(own), 1)
      this.#tell()
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** Where the stream for this dashboard is. */
export function streamPath(key: BoardKey | null): string {
  return key ? `/api/v1/stream?${new URLSearchParams({ ...key })}` : '/api/v1/stream'
}
