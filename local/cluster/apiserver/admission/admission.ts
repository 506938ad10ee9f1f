import type { UserInfo } from '../authn/user.ts'
import type { KubeObject } from '../object.ts'
import type { Store } from '../registry/store.ts'
import type { ResourceDefinition } from '../resources/definition.ts'

/** A write as admission sees it; `object` may be changed in place. */
export interface AdmissionRequest {
  definition: ResourceDefinition
  object: KubeObject
  /** The stored version; absent when the object is created. */
  old?: KubeObject
  user: UserInfo
  store: Store
}

/** One admission rule: changes the object, or throws a StatusError to refuse it. */
export interface AdmissionPlugin {
  name: string
  create?: (request: AdmissionRequest) => void
  update?: (request: AdmissionRequest) => void
  /** Takes addresses and ports, after validation, in the same transaction as the write. */
  allocate?: (request: AdmissionRequest) => void
}

/** The chain of admission rules, run in order. */
export class Admission {
  readonly #plugins: AdmissionPlugin[]

  constructor(plugins: AdmissionPlugin[]) {
    this.#plugins = plugins
  }

  admitCreate(request: AdmissionRequest): void {
    for (const { create } of this.#plugins) create?.(request)
  }

  admitUpdate(request: AdmissionRequest): void {
    for (const { update } of this.#plugins) update?.(request)
  }

  allocate(request: AdmissionRequest): void {
    for (const { allocate } of this.#plugins) allocate?.(request)
  }
}
