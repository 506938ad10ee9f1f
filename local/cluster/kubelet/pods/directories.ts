import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PersistentVolumeClaim, Pod } from '../../client/types.ts'

/**
 * Where pods live on disk: `pods/<namespace>_<name>_<uid>/` with `<container>/<restart count>.log`, `volumes/` and
 * `work/<container>`; `claims/<namespace>_<name>_<uid>/` for what outlives pods.
 */
export class PodDirectories {
  readonly #state: string

  constructor(stateDirectory: string) {
    this.#state = stateDirectory
    // Pods may run as other users: they may pass through, but not look around.
    for (const part of ['', 'pods', 'claims']) mkdirSync(join(stateDirectory, part), { recursive: true, mode: 0o711 })
  }

  pod({ metadata: { namespace, name, uid } }: Pod): string {
    return join(this.#state, 'pods', `${namespace}_${name}_${uid}`)
  }

  /** Directory of the pod's own volumes. */
  volumes(pod: Pod): string {
    return join(this.pod(pod), 'volumes')
  }

  claim({ metadata: { namespace, name, uid } }: PersistentVolumeClaim): string {
    return join(this.#state, 'claims', `${namespace}_${name}_${uid}`)
  }

  /** Removes the data of claims that are not among these. */
  removeClaimsBut(claims: PersistentVolumeClaim[]): void {
    const kept = new Set(claims.map(claim => this.claim(claim)))
    for (const name of readdirSync(join(this.#state, 'claims'))) {
      const directory = join(this.#state, 'claims', name)
      if (!kept.has(directory)) rmSync(directory, { recursive: true, force: true })
    }
  }

  /** Directory in which a container's process starts; made on first use. */
  work(pod: Pod, container: string): string {
    const directory = join(this.pod(pod), 'work', container)
    mkdirSync(directory, { recursive: true, mode: 0o755 })
    return directory
  }

  log(pod: Pod, container: string, restartCount: number): string {
    return join(this.pod(pod), container, `${restartCount}.log`)
  }

  /** Removes logs of lives before `oldest`. */
  removeLogsBefore(pod: Pod, container: string, oldest: number): void {
    const directory = join(this.pod(pod), container)
    mkdirSync(directory, { recursive: true, mode: 0o755 })
    for (const name of readdirSync(directory)) {
      if (Number.parseInt(name, 10) < oldest) rmSync(join(directory, name), { force: true })
    }
  }

  remove(pod: Pod): void {
    rmSync(this.pod(pod), { recursive: true, force: true })
  }

  /** Removes the directories of pods that are not among these. */
  removeAllBut(pods: Pod[]): void {
    const kept = new Set(pods.map(pod => this.pod(pod)))
    for (const name of readdirSync(join(this.#state, 'pods'))) {
      const directory = join(this.#state, 'pods', name)
      if (!kept.has(directory)) rmSync(directory, { recursive: true, force: true })
    }
  }
}
