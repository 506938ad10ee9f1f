import type { Container } from '../../client/types.ts'
import { fullReference, type Image, isReference } from './table.ts'

export interface PullEvent {
  type: 'Normal' | 'Warning'
  reason: 'Pulling' | 'Pulled' | 'Failed' | 'BackOff' | 'ErrImageNeverPull' | 'InspectFailed'
  message: string
}

export type PullResult =
  | { image: Image; events: PullEvent[] }
  | { image: undefined; waiting: { reason: string; message: string }; events: PullEvent[]; retryAt: number }

const INITIAL_MS = 10_000
const MAX_MS = 300_000
/** How long a failed pull is shown as such before it is shown as waiting for the next one. */
const NOTICE_MS = 2_000
/** What no pull would change has no back-off of its own; the kubelet looks again with its next sync. */
const NEVER_RETRY_MS = 10_000

/** Looks images up as a kubelet pulls them: same events, waiting reasons and back-off. */
export class ImagePuller {
  readonly #find: (reference: string) => Image | undefined
  readonly #backoff = new Map<string, { delay: number; updatedAt: number; error: string }>()

  constructor(find: (reference: string) => Image | undefined) {
    this.#find = find
  }

  pull(podUid: string, container: Container, now: number): PullResult {
    const reference = container.image ?? ''
    if (!isReference(reference)) {
      const message = `Failed to apply default image tag "${reference}": couldn't parse image name "${reference}": invalid reference format`
      const events = [{ type: 'Warning', reason: 'InspectFailed', message } as const, failed('InvalidImageName')]
      return {
        image: undefined,
        waiting: { reason: 'InvalidImageName', message },
        events,
        retryAt: now + NEVER_RETRY_MS,
      }
    }
    const image = this.#find(reference)
    const policy = container.imagePullPolicy ?? 'IfNotPresent'
    const key = `${podUid}_${reference}`
    if (image) {
      this.#backoff.delete(key)
      if (policy !== 'Always') {
        const message = `Container image "${reference}" already present on machine`
        return { image, events: [{ type: 'Normal', reason: 'Pulled', message }] }
      }
      const message = `Successfully pulled image "${reference}" in 0s (0s including waiting). Image size: 0 bytes.`
      return { image, events: [pulling(reference), { type: 'Normal', reason: 'Pulled', message }] }
    }
    if (policy === 'Never') {
      const message = `Container image "${reference}" is not present with pull policy of Never`
      const event = { type: 'Warning', reason: 'ErrImageNeverPull', message } as const
      const waiting = { reason: 'ErrImageNeverPull', message }
      return { image: undefined, waiting, events: [event, failed('ErrImageNeverPull')], retryAt: now + NEVER_RETRY_MS }
    }
    return this.#refuse(key, reference, now)
  }

  forgetPod(podUid: string): void {
    for (const key of this.#backoff.keys()) if (key.startsWith(`${podUid}_`)) this.#backoff.delete(key)
  }

  #refuse(key: string, reference: string, now: number): PullResult {
    const entry = this.#backoff.get(key)
    if (entry && now < entry.updatedAt + entry.delay) {
      const message = `Back-off pulling image "${reference}"`
      return {
        image: undefined,
        waiting: { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${entry.error}` },
        events: [{ type: 'Normal', reason: 'BackOff', message }, failed('ImagePullBackOff')],
        retryAt: entry.updatedAt + entry.delay,
      }
    }
    const full = fullReference(reference)
    const error =
      `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": ` +
      `failed to resolve reference "${full}": ${full}: not found`
    const expired = !entry || now - entry.updatedAt > 2 * MAX_MS
    const delay = expired ? INITIAL_MS : Math.min(entry.delay * 2, MAX_MS)
    this.#backoff.set(key, { delay, updatedAt: now, error })
    const cause: PullEvent = {
      type: 'Warning',
      reason: 'Failed',
      message: `Failed to pull image "${reference}": ${error}`,
    }
    return {
      image: undefined,
      waiting: { reason: 'ErrImagePull', message: error },
      events: [pulling(reference), cause, failed('ErrImagePull')],
      retryAt: now + NOTICE_MS,
    }
  }
}

function pulling(reference: string): PullEvent {
  return { type: 'Normal', reason: 'Pulling', message: `Pulling image "${reference}"` }
}

function failed(reason: string): PullEvent {
  return { type: 'Warning', reason: 'Failed', message: `Error: ${reason}` }
}
