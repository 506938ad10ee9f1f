import { createHash } from 'node:crypto'
import { obfuscateSql } from '../../../intake/sql/obfuscate.ts'

/** What a client wrote into the comment of a statement: which service sent it, in which trace. */
export interface StatementOrigin {
  service: string
  env: string
  /** 32 hexadecimal digits, empty where the statement names no trace. */
  traceId: string
}

/** Reads the comment that Datadog's libraries put before or behind a statement. */
export function originOf(sql: string): StatementOrigin {
  const pairs = new Map<string, string>()
  for (const [comment] of sql.matchAll(/\/\*[\s\S]*?\*\//g))
    for (const [, key = '', value = ''] of comment.matchAll(/(\w+)='((?:[^'\\]|\\.)*)'/g)) pairs.set(key, decode(value))
  return {
    service: pairs.get('ddps') ?? pairs.get('dddbs') ?? '',
    env: pairs.get('dde') ?? '',
    traceId: /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(pairs.get('traceparent') ?? '')?.[1] ?? '',
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a percent sign that encodes nothing stands for itself
  }
}

/** A statement without its literals and comments, and what stands for all statements of that shape. */
export function normalise(sql: string): { statement: string; signature: string } {
  const statement = obfuscateSql(sql, { keepAlias: true })
  return { statement, signature: signatureOf(statement.replace(/\s+/g, '')) }
}

/** 16 hexadecimal digits, as query and plan signatures have. */
export const signatureOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** The text without the comments before it. */
export const withoutLeadingComments = (sql: string): string => sql.replace(/^(?:\s+|\/\*[\s\S]*?\*\/|--[^\n]*\n)+/, '')
