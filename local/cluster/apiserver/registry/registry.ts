import { randomUUID } from 'node:crypto'
import type { Admission } from '../admission/admission.ts'
import type { UserInfo } from '../authn/user.ts'
import type { Clock } from '../clock.ts'
import { alreadyExists, badRequest, conflict, invalid, modified, notFound } from '../http/status.ts'
import { clone, type KubeObject, sameJson, timestamp } from '../object.ts'
import { groupVersion, type ResourceDefinition } from '../resources/definition.ts'
import { validateMetadata, validateMetadataUpdate } from '../validation/metadata.ts'
import { type Deletion, planDeletion } from './deletion.ts'
import { generateName } from './names.ts'
import type { DeleteOptions } from './options.ts'
import type { Store, Transaction } from './store.ts'

/** Who writes, and whether it is only tried. */
export interface WriteContext {
  user: UserInfo
  dryRun: boolean
}

/** Which part of an object a write may change. */
export type Part = 'main' | 'status' | 'scale' | 'finalize'

/** Creates, changes and deletes objects of any resource: defaults, admission, validation, storage, in that order. */
export class Registry {
  readonly store: Store
  readonly #admission: Admission
  readonly #clock: Clock

  constructor(store: Store, admission: Admission, clock: Clock) {
    this.store = store
    this.#admission = admission
    this.#clock = clock
  }

  /** The object, or a 404. */
  get(definition: ResourceDefinition, namespace: string | undefined, name: string): KubeObject {
    const found = this.store.get(definition.storage, namespace, name)
    if (!found) throw notFound(definition, name)
    return found
  }

  create(definition: ResourceDefinition, namespace: string, body: KubeObject, context: WriteContext) {
    return this.store.write(transaction => this.#create(transaction, definition, namespace, body, context))
  }

  /**
   * Changes an object by a function of what is stored; the function sees the newest version, so a write that names
   * no resourceVersion cannot conflict.
   */
  update(
    definition: ResourceDefinition,
    namespace: string | undefined,
    name: string,
    part: Part,
    change: (current: KubeObject) => KubeObject,
    context: WriteContext,
  ): Promise<KubeObject> {
    return this.store.write(transaction => {
      const current = this.get(definition, namespace, name)
      return this.#update(transaction, definition, current, change(clone(current)), part, context)
    })
  }

  /** PUT: changes the object or, where the resource allows it, creates it. Tells whether it was created. */
  put(definition: ResourceDefinition, namespace: string, body: KubeObject, part: Part, context: WriteContext) {
    return this.store.write(transaction => {
      const { name } = body.metadata
      const current = this.store.get(definition.storage, namespace, name)
      if (!current && definition.createOnUpdate && part === 'main') {
        return { created: true, object: this.#create(transaction, definition, namespace, body, context) }
      }
      if (!current) throw notFound(definition, name)
      checkUid(definition, current, body.metadata.uid)
      return { created: false, object: this.#update(transaction, definition, current, body, part, context) }
    })
  }

  delete(definition: ResourceDefinition, namespace: string | undefined, name: string, options: DeleteOptions) {
    return this.store.write(transaction => {
      const current = this.get(definition, namespace, name)
      return this.#remove(transaction, definition, current, options)
    })
  }

  #create(
    transaction: Transaction,
    definition: ResourceDefinition,
    namespace: string,
    body: KubeObject,
    context: WriteContext,
  ) {
    const object = clone(body)
    const { metadata } = object
    if (metadata.resourceVersion && !context.dryRun)
      throw badRequest('resourceVersion should not be set on objects to be created')
    metadata.resourceVersion = ''
    if (!metadata.name && metadata.generateName) metadata.name = generateName(metadata.generateName)
    if (definition.namespaced) metadata.namespace = namespace
    definition.setDefaults(object)
    metadata.uid = randomUUID()
    metadata.creationTimestamp = timestamp(this.#clock.now())
    delete metadata.deletionTimestamp
    delete metadata.deletionGracePeriodSeconds
    delete metadata.generation
    delete metadata.managedFields
    delete metadata.selfLink
    this.#admission.admitCreate({ definition, object, user: context.user, store: this.store })
    if (definition.generationOf) metadata.generation = 1
    definition.prepareForCreate(object)
    this.#check(definition, object, [
      ...validateMetadata(object, definition.namespaced, definition.checkName),
      ...definition.validate(object),
    ])
    if (this.store.get(definition.storage, metadata.namespace, metadata.name)) {
      throw alreadyExists(definition, metadata.name)
    }
    this.#admission.allocate({ definition, object, user: context.user, store: this.store })
    return context.dryRun ? object : transaction.put(definition.storage, object)
  }

  #update(
    transaction: Transaction,
    definition: ResourceDefinition,
    current: KubeObject,
    wanted: KubeObject,
    part: Part,
    context: WriteContext,
  ): KubeObject {
    const object = this.#merged(definition, current, wanted, part)
    if (wanted.metadata.resourceVersion && wanted.metadata.resourceVersion !== current.metadata.resourceVersion) {
      throw modified(definition, current.metadata.name)
    }
    definition.setDefaults(object)
    const admission = { definition, object, old: current, user: context.user, store: this.store }
    if (part === 'main') this.#admission.admitUpdate(admission)
    const { generationOf } = definition
    if (part !== 'status' && generationOf && !sameJson(generationOf(object), generationOf(current))) {
      object.metadata.generation = (current.metadata.generation ?? 0) + 1
    }
    this.#check(definition, object, [
      ...validateMetadata(object, definition.namespaced, definition.checkName),
      ...validateMetadataUpdate(object, current),
      ...(part === 'status' ? [] : definition.validate(object)),
      ...(part === 'status' ? [] : definition.validateUpdate(object, current)),
    ])
    if (part === 'main') this.#admission.allocate(admission)
    if (context.dryRun) return object
    if (object.metadata.deletionTimestamp && isReleased(object, part)) {
      return transaction.remove(definition.storage, object)
    }
    return sameJson(object, current) ? current : transaction.put(definition.storage, object)
  }

  /** The new version of an object: what the written part may change is taken from the request, the rest is kept. */
  #merged(definition: ResourceDefinition, current: KubeObject, wanted: KubeObject, part: Part): KubeObject {
    const { metadata } = current
    const kept = {
      name: wanted.metadata.name,
      ...(metadata.namespace ? { namespace: wanted.metadata.namespace || metadata.namespace } : {}),
      uid: wanted.metadata.uid || metadata.uid,
      resourceVersion: metadata.resourceVersion,
      creationTimestamp: metadata.creationTimestamp,
      ...(metadata.generateName ? { generateName: metadata.generateName } : {}),
      ...(metadata.generation ? { generation: metadata.generation } : {}),
      ...(metadata.deletionTimestamp
        ? {
            deletionTimestamp: metadata.deletionTimestamp,
            deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds ?? 0,
          }
        : wanted.metadata.deletionTimestamp
          ? { deletionTimestamp: wanted.metadata.deletionTimestamp }
          : {}),
    }
    const { labels, annotations, ownerReferences, finalizers } = wanted.metadata
    const identity = { apiVersion: groupVersion(definition), kind: definition.kind }
    if (part === 'status') {
      return {
        ...current,
        metadata: { ...metadata, ...kept, ...(annotations ? { annotations } : {}), ...(labels ? { labels } : {}) },
        status: wanted.status ?? {},
      }
    }
    const next: KubeObject = {
      ...wanted,
      ...identity,
      metadata: {
        ...kept,
        ...(hasEntries(labels) ? { labels } : {}),
        ...(hasEntries(annotations) ? { annotations } : {}),
        ...(ownerReferences?.length ? { ownerReferences } : {}),
        ...(finalizers?.length ? { finalizers } : {}),
      },
    }
    if (!definition.hasStatus) return next
    delete next.status
    return current.status === undefined ? next : { ...next, status: clone(current.status) }
  }

  #remove(
    transaction: Transaction,
    definition: ResourceDefinition,
    current: KubeObject,
    options: DeleteOptions,
  ): Deletion {
    checkPreconditions(definition, current, options)
    const plan = planDeletion(definition, current, options, this.#clock.now())
    if (options.dryRun || plan.action === 'keep') return plan
    const object =
      plan.action === 'remove'
        ? transaction.remove(definition.storage, plan.object)
        : transaction.put(definition.storage, plan.object)
    return { action: plan.action, object }
  }

  #check(definition: ResourceDefinition, object: KubeObject, causes: ReturnType<ResourceDefinition['validate']>) {
    if (causes.length > 0) throw invalid(definition.group, definition.kind, object.metadata.name ?? '', causes)
  }
}

const hasEntries = (map: object | undefined) => map !== undefined && Object.keys(map).length > 0

/** Whether nothing holds a deleted object any more, so that the change that released it removes it. */
function isReleased(object: KubeObject, part: Part): boolean {
  if (object.metadata.finalizers?.length) return false
  if (object.kind === 'Namespace') {
    const { finalizers } = (object.spec ?? {}) as { finalizers?: string[] }
    return part === 'finalize' && !finalizers?.length
  }
  return object.metadata.deletionGracePeriodSeconds === 0
}

function checkUid(definition: ResourceDefinition, { metadata }: KubeObject, uid: string | undefined): void {
  if (!uid || uid === metadata.uid) return
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`
  throw conflict(definition, metadata.name, why)
}

/** A delete names the kind where other conflicts name the resource. */
const preconditionFailed = ({ group, kind }: ResourceDefinition, name: string, why: string) =>
  conflict({ group, plural: kind }, name, why)

function checkPreconditions(definition: ResourceDefinition, object: KubeObject, options: DeleteOptions): void {
  const { metadata } = object
  const { uid, resourceVersion } = options.preconditions ?? {}
  if (uid && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`
    throw preconditionFailed(definition, metadata.name, why)
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`
    throw preconditionFailed(definition, metadata.name, why)
  }
}
