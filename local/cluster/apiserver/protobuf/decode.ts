import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { badRequest } from '../http/status.ts'
import type { JsonObject } from '../object.ts'
import { messages } from './layout.ts'

/** What every protobuf body of the API begins with, before its envelope. */
const MAGIC = Buffer.from('k8s\0')

const byGroup: Record<string, string> = {
  '': 'io.k8s.api.core.v1',
  'rbac.authorization.k8s.io': 'io.k8s.api.rbac.v1',
}

function messageName(apiVersion: string, kind: string): string {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
  const packageName = byGroup[group] ?? `io.k8s.api.${group.replace(/\.k8s\.io$/, '')}.v1`
  const found = [`${packageName}.${kind}`, `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`].find(name => messages[name])
  if (!found)
    throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`)
  return found
}

/** Seconds (field 1) and nanoseconds (field 2); the zero time is absent. */
function readTime(bytes: Uint8Array, fraction: boolean): string | undefined {
  if (bytes.length === 0) return undefined
  const reader = new BinaryReader(bytes)
  let seconds = 0
  let nanos = 0
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag()
    if (number === 1) seconds = Number(reader.int64())
    else if (number === 2) nanos = reader.int32()
    else reader.skip(wire)
  }
  const text = new Date(seconds * 1000).toISOString()
  const micros = String(Math.floor(nanos / 1000)).padStart(6, '0')
  return text.replace('.000Z', fraction ? `.${micros}Z` : 'Z')
}

function readIntOrString(bytes: Uint8Array): number | string {
  const reader = new BinaryReader(bytes)
  let isString = false
  let number = 0
  let text = ''
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) isString = Number(reader.int64()) === 1
    else if (field === 2) number = reader.int32()
    else if (field === 3) text = reader.string()
    else reader.skip(wire)
  }
  return isString ? text : number
}

/** The only field of a message that wraps one: a Quantity's text, a RawExtension's JSON. */
function readWrapped(bytes: Uint8Array): Uint8Array {
  const reader = new BinaryReader(bytes)
  let content: Uint8Array = new Uint8Array()
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1 && wire === WireType.LengthDelimited) content = reader.bytes()
    else reader.skip(wire)
  }
  return content
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

function readValue(reader: BinaryReader, type: string): unknown {
  switch (type) {
    case 's':
      return reader.string()
    case 'b':
      return reader.bool()
    case 'i':
      return Number(reader.int64())
    case 'd':
      return reader.double()
    case 'y':
      return Buffer.from(reader.bytes()).toString('base64')
    case 'Time':
      return readTime(reader.bytes(), false)
    case 'MicroTime':
      return readTime(reader.bytes(), true)
    case 'IntOrString':
      return readIntOrString(reader.bytes())
    case 'Quantity':
      return text(readWrapped(reader.bytes())) || '0'
    case 'RawExtension': {
      const raw = readWrapped(reader.bytes())
      return raw.length > 0 ? JSON.parse(text(raw)) : undefined
    }
    case 'FieldsV1':
      reader.bytes()
      return undefined
  }
  if (type.startsWith('items:')) return readItems(reader.bytes(), type.slice('items:[]'.length))
  return readMessage(reader.bytes(), type)
}

function readItems(bytes: Uint8Array, type: string): unknown[] {
  const reader = new BinaryReader(bytes)
  const items: unknown[] = []
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) items.push(readValue(reader, type))
    else reader.skip(wire)
  }
  return items
}

function readEntry(bytes: Uint8Array, type: string): [key: string, value: unknown] {
  const reader = new BinaryReader(bytes)
  let key = ''
  let value: unknown = type === 's' || type === 'y' ? '' : type.startsWith('items:') ? [] : {}
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) key = reader.string()
    else if (field === 2) value = readValue(reader, type)
    else reader.skip(wire)
  }
  return [key, value]
}

/** A value that Go writes whether it was set or not, and that JSON leaves out. */
const isZero = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

function readMessage(bytes: Uint8Array, name: string): JsonObject {
  const fields = messages[name]
  if (!fields) throw new Error(`no layout of the message ${name}`)
  const reader = new BinaryReader(bytes)
  const object: JsonObject = {}
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag()
    const [field = '', type = ''] = fields[number] ?? []
    if (!type) reader.skip(wire)
    else if (type.startsWith('[]')) {
      const list = (object[field] ?? []) as unknown[]
      object[field] = [...list, readValue(reader, type.slice(2))]
    } else if (type.startsWith('{}')) {
      const [key, value] = readEntry(reader.bytes(), type.slice(2))
      object[field] = { ...(object[field] as JsonObject | undefined), [key]: value }
    } else {
      const pointer = type.startsWith('*')
      const value = readValue(reader, pointer ? type.slice(1) : type)
      if (field === '') Object.assign(object, value)
      else if (value !== undefined && (pointer || !isZero(value))) object[field] = value
    }
  }
  return object
}

/** Reads a body in the API's protobuf form as the object that its JSON form would be; throws 400 when it is none. */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  }
  let apiVersion = ''
  let kind = ''
  let raw: Uint8Array = new Uint8Array()
  try {
    const reader = new BinaryReader(body.subarray(MAGIC.length))
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag()
      if (field === 1) {
        const type = new BinaryReader(reader.bytes())
        while (type.pos < type.len) {
          const [part, partWire] = type.tag()
          if (part === 1) apiVersion = type.string()
          else if (part === 2) kind = type.string()
          else type.skip(partWire)
        }
      } else if (field === 2) raw = reader.bytes()
      else reader.skip(wire)
    }
    return { apiVersion, kind, ...readMessage(raw, messageName(apiVersion, kind)) }
  } catch (error) {
    if (error instanceof RangeError)
      throw badRequest(`the protobuf body ends too early or is malformed: ${error.message}`)
    throw error
  }
}
