import { BodyError, type Exchange } from '../http/exchange.ts'
import { badRequest, deleted, methodNotAllowed } from '../http/status.ts'
import { isObject, type KubeObject } from '../object.ts'
import { type PatchType, patchTypeOf } from '../patch/apply.ts'
import { parseDeleteOptions, parseWriteOptions } from '../registry/options.ts'
import type { Part } from '../registry/registry.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { list, parseResourceVersion, parseSelection, refuseFuture } from '../watch/list.ts'
import { watch } from '../watch/watch.ts'
import type { ServerContext } from './context.ts'
import { patchedObject } from './patch.ts'
import { readObject } from './read-body.ts'
import { negotiateObject, renderList, renderObject } from './render.ts'

const identity = (object: KubeObject) => object

/** Serves the verbs that every stored resource has, on the resource itself or on its status. */
export async function handleResource(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
  part: Part,
): Promise<void> {
  const { verb } = exchange.info
  const handler = handlers[verb]
  const served = part === 'main' ? definition.verbs : subresourceVerbs(definition, part)
  const onCollection = (verb === 'update' || verb === 'patch') && !exchange.info.name
  if (!handler || !served.includes(verb) || onCollection) {
    throw methodNotAllowed('the server does not allow this method on the requested resource')
  }
  await handler(server, exchange, definition, part)
}

const subresourceVerbs = (definition: ResourceDefinition, part: Part) =>
  definition.subresources.find(({ name }) => name === part)?.verbs ?? []

type Handler = (
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
  part: Part,
) => Promise<void> | void

const scopeOf = (exchange: Exchange, definition: ResourceDefinition) =>
  definition.namespaced ? exchange.info.namespace || undefined : undefined

function get(server: ServerContext, exchange: Exchange, definition: ResourceDefinition): void {
  const representation = negotiateObject(exchange)
  const wanted = parseResourceVersion(exchange.query.get('resourceVersion'))
  if (wanted !== undefined) refuseFuture(server.store, wanted)
  const stored = server.registry.get(definition, scopeOf(exchange, definition), exchange.info.name)
  send(server, exchange, definition, 200, stored, representation)
}

function listOf(server: ServerContext, exchange: Exchange, definition: ResourceDefinition): void {
  const representation = negotiateObject(exchange)
  const result = list(
    server.store,
    parseSelection(definition, scopeOf(exchange, definition), exchange.query),
    exchange.query,
  )
  exchange.send(200, renderList(exchange, definition, result, representation, server.clock.now()), representation)
}

function watchOf(server: ServerContext, exchange: Exchange, definition: ResourceDefinition): void {
  const representation = negotiateObject(exchange)
  const selection = parseSelection(definition, scopeOf(exchange, definition), exchange.query)
  let headers = true
  watch(
    exchange,
    server.store,
    selection,
    object => {
      const rendered = renderObject(exchange, definition, object, representation, server.clock.now(), headers)
      headers = false
      return rendered
    },
    server.stop,
  )
}

async function create(server: ServerContext, exchange: Exchange, definition: ResourceDefinition): Promise<void> {
  const representation = negotiateObject(exchange)
  const { dryRun, fieldValidation } = parseWriteOptions(exchange.query)
  if (exchange.info.name) throw methodNotAllowed('the server does not allow this method on the requested resource')
  const body = await readObject(exchange, definition, fieldValidation)
  checkNamespace(exchange, definition, body)
  const stored = await server.registry.create(
    definition,
    exchange.info.namespace,
    (definition.toStored ?? identity)(body),
    { user: exchange.user, dryRun },
  )
  send(server, exchange, definition, 201, stored, representation)
}

async function update(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
  part: Part,
): Promise<void> {
  const representation = negotiateObject(exchange)
  const { dryRun, fieldValidation } = parseWriteOptions(exchange.query, 'UpdateOptions')
  const body = await readObject(exchange, definition, fieldValidation)
  checkNamespace(exchange, definition, body)
  checkName(exchange, body)
  const { created, object } = await server.registry.put(
    definition,
    scopeOf(exchange, definition) ?? '',
    (definition.toStored ?? identity)(body),
    part,
    { user: exchange.user, dryRun },
  )
  send(server, exchange, definition, created ? 201 : 200, object, representation)
}

async function patch(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
  part: Part,
): Promise<void> {
  const representation = negotiateObject(exchange)
  const { dryRun, fieldValidation } = parseWriteOptions(exchange.query, 'PatchOptions')
  const type = patchTypeOf(exchange.request.headers['content-type'])
  const document = await readPatch(exchange, type)
  const { toStored = identity, fromStored = identity } = definition
  const warnings = new Set<string>()
  const object = await server.registry.update(
    definition,
    scopeOf(exchange, definition),
    exchange.info.name,
    part,
    current => {
      const patched = patchedObject(definition, type, fromStored(current), document, fieldValidation)
      for (const warning of patched.warnings) warnings.add(warning)
      checkNamespace(exchange, definition, patched.object)
      checkName(exchange, patched.object)
      return toStored(patched.object)
    },
    { user: exchange.user, dryRun },
  )
  exchange.warnings.push(...warnings)
  send(server, exchange, definition, 200, object, representation)
}

/** Reads a patch document of the type that the Content-Type names. */
export async function readPatch(exchange: Exchange, type: PatchType): Promise<unknown> {
  const document = await exchange
    .body(contentType => contentType === type)
    .catch(error => {
      throw error instanceof BodyError ? error.forPatch() : error
    })
  if (document === undefined) throw badRequest('error decoding patch: unexpected end of JSON input')
  return document
}

async function remove(server: ServerContext, exchange: Exchange, definition: ResourceDefinition): Promise<void> {
  const representation = negotiateObject(exchange)
  const options = parseDeleteOptions(exchange.query, await exchange.body())
  const { name } = exchange.info
  const { action, object } = await server.registry.delete(definition, scopeOf(exchange, definition), name, options)
  if (action === 'remove' && !definition.returnsDeleted) {
    exchange.send(200, deleted(definition, name, object.metadata.uid), representation)
  } else send(server, exchange, definition, 200, object, representation)
}

async function removeCollection(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
): Promise<void> {
  const representation = negotiateObject(exchange)
  const options = parseDeleteOptions(exchange.query, await exchange.body())
  const selection = parseSelection(definition, scopeOf(exchange, definition), exchange.query)
  const result = list(server.store, selection, new URLSearchParams())
  for (const { metadata } of result.items) {
    const preconditions = { uid: metadata.uid }
    await server.registry.delete(definition, metadata.namespace, metadata.name, { ...options, preconditions })
  }
  exchange.send(200, renderList(exchange, definition, result, representation, server.clock.now()), representation)
}

function send(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
  code: number,
  stored: KubeObject,
  representation: ReturnType<typeof negotiateObject>,
): void {
  const object = (definition.fromStored ?? identity)(stored)
  const rendered = renderObject(exchange, definition, object, representation, server.clock.now())
  exchange.send(code, rendered, representation)
}

function checkNamespace(exchange: Exchange, definition: ResourceDefinition, { metadata }: KubeObject): void {
  if (!definition.namespaced) {
    if (metadata.namespace) delete metadata.namespace
    return
  }
  if (!exchange.info.namespace) {
    throw methodNotAllowed('the server does not allow this method on the requested resource')
  }
  metadata.namespace ||= exchange.info.namespace
  if (metadata.namespace !== exchange.info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
}

function checkName(exchange: Exchange, { metadata }: KubeObject): void {
  const { name } = exchange.info
  if (!isObject(metadata)) throw badRequest('metadata must be an object')
  if (!metadata.name)
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`)
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`)
  }
}

const handlers: Record<string, Handler> = {
  get,
  list: listOf,
  watch: watchOf,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
}
