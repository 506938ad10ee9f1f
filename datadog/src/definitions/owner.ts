import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Kind } from './kinds.ts'

/**
 * How an object says whose it is: three tags, or the same three words in a line of text where the platform takes no
 * tags of ours (a dashboard's description, a RUM application's name).
 */
export const ownerTag = 'managed_by:datadog-chatbot-demo'

export function installationTag(env: string): string {
  return `installation:${env}`
}

function marks(key: string, env: string): string[] {
  return [ownerTag, `demo_key:${key}`, installationTag(env)]
}

/** The body as it is sent: with the marks of its owner. */
export function stamp(kind: Kind, key: string, env: string, body: JsonObject): JsonObject {
  const text = marks(key, env).join(' ')
  if (kind === 'rum') return { ...body, name: `${asText(body.name)} (${text})` }
  if (kind === 'dashboard') return { ...body, description: `${asText(body.description)}\n\n${text}` }
  const tags = Array.isArray(body.tags) ? body.tags : []
  return { ...body, tags: [...tags, ...marks(key, env)] }
}

/** The key of an object that is ours and of this installation; undefined for everybody else's. */
export function keyOf(kind: Kind, env: string, body: Json): string | undefined {
  if (!isObject(body)) return undefined
  const words = wordsOf(kind, body)
  if (!words.includes(ownerTag) || !words.includes(installationTag(env))) return undefined
  return words.find(word => word.startsWith('demo_key:'))?.slice('demo_key:'.length)
}

function wordsOf(kind: Kind, body: JsonObject): string[] {
  if (kind === 'rum' || kind === 'dashboard') {
    const text = asText(kind === 'rum' ? body.name : body.description)
    const line = text.split('\n').find(each => each.includes(ownerTag)) ?? ''
    return line.split(/[\s()]+/)
  }
  return Array.isArray(body.tags) ? body.tags.filter(tag => typeof tag === 'string') : []
}

function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
