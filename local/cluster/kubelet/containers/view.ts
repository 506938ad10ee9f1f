/** The end of one life of a container. */
export interface ContainerExit {
  /** For example `process://…`. */
  containerId: string
  exitCode: number
  reason: 'Completed' | 'Error' | 'OOMKilled' | 'StartError' | 'ContainerStatusUnknown'
  message?: string
  /** Milliseconds since the epoch. */
  startedAt: number
  finishedAt: number
}

/** What the kubelet knows of one container of a pod. */
export interface ContainerView {
  name: string
  /** Of the present life, or of the latest one. */
  restartCount: number
  running?: { containerId: string; startedAt: number }
  /** End of the latest life, while there is no running one or from the life before it. */
  exit?: ContainerExit
  /** End of the life before that. */
  exitBefore?: ContainerExit
  /** Why the next life has not begun. */
  waiting?: { reason: string; message?: string }
  /** Runs and, if it has a startup probe, passed it. */
  started: boolean
  ready: boolean
}

export function newView(name: string): ContainerView {
  return { name, restartCount: 0, started: false, ready: false }
}
