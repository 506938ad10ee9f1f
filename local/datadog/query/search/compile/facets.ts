import { QueryError } from '../../error.ts'
import type { Key } from '../syntax/ast.ts'
import { literal } from './parameters.ts'

/** Where the values of one facet are, as SQL expressions; null where a row has none. */
export interface Facet {
  text: string
  number: string
  /** A list of texts, where a row can have several values: any of them matches. */
  list?: string
  /** The number is of nanoseconds: bounds may have a unit, as in 250ms. */
  duration?: true
  /** Trace ids are asked for in decimal, hexadecimal, 64 or 128 bits. */
  traceId?: true
  /** Values are lower case, whatever the question's case. */
  lowerCase?: true
}

export const column = (name: string): Facet => ({ text: `nullif(${name}, '')`, number: `try_cast(${name} AS DOUBLE)` })

export const lowerCaseColumn = (name: string): Facet => ({ ...column(name), lowerCase: true })

export const traceIdColumn = (name: string): Facet => ({ ...column(name), traceId: true })

export const numberColumn = (name: string): Facet => ({
  text: `CAST(${name} AS VARCHAR)`,
  number: `CAST(${name} AS DOUBLE)`,
})

export const durationColumn = (name: string): Facet => ({ ...numberColumn(name), duration: true })

/** A yes or no, under the two texts that it is searched by. */
export const flagColumn = (name: string, yes: string, no: string): Facet => {
  const text = `CASE WHEN ${name} THEN ${literal(yes)} ELSE ${literal(no)} END`
  return { text, number: `try_cast(${text} AS DOUBLE)` }
}

/** Keys of JSON objects go into paths, so what could end a path or a literal is refused. */
const ATTRIBUTE_NAME = /^[\p{L}\p{N}_.\-/:$#@ ]{1,256}$/u

/** An attribute of a JSON object whose keys are literal, dots included: `{"http.url": …}`. */
export function flatAttribute(columns: readonly string[], name: string): Facet {
  const path = jsonPath([checked(name)])
  const values = columns.map(each => `json_extract_string(${each}, ${path})`)
  return fromText(values.length === 1 ? (values[0] ?? 'NULL') : `coalesce(${values.join(', ')})`)
}

/** An attribute of nested JSON objects: a.b is b within a. */
export function nestedAttribute(source: string, name: string): Facet {
  const path = jsonPath(checked(name).split('.'))
  return fromText(`json_extract_string(${source}, ${path})`)
}

/** An attribute of nested JSON objects whose value is a list. */
export function listAttribute(source: string, name: string): Facet {
  const path = jsonPath(checked(name).split('.'))
  const list = `CAST(json_extract(${source}, ${path}) AS VARCHAR[])`
  return { text: `${list}[1]`, number: `try_cast(${list}[1] AS DOUBLE)`, list }
}

/** The value of a tag, from `key:value`. */
export function tagFacet(key: string): Facet {
  const prefix = literal(`${key.toLowerCase()}:`)
  return {
    ...fromText(`substr(list_filter(tags, lambda tag: starts_with(tag, ${prefix}))[1], ${key.length + 2})`),
    list: `list_transform(list_filter(tags, lambda tag: starts_with(tag, ${prefix})), lambda tag: substr(tag, ${key.length + 2}))`,
  }
}

/** What a track can be searched by. */
export interface FacetMap {
  /** Reserved attributes, found with and without `@`. */
  reserved: Readonly<Record<string, Facet>>
  /** Any other `@attribute`. */
  attribute: (name: string) => Facet
  /** Columns that words without a key are looked for in. */
  fullText: readonly string[]
  /** Columns that `*:word` looks through beside those. */
  everything: readonly string[]
}

export function facetOf(map: FacetMap, key: Key): Facet {
  const reserved = Object.hasOwn(map.reserved, key.name) ? map.reserved[key.name] : undefined
  if (reserved !== undefined) return reserved
  return key.attribute ? map.attribute(key.name) : tagFacet(checked(key.name))
}

/** `@http.status_code` or `service`, as sorts, groups and computes name a facet. */
export const keyOf = (facet: string): Key =>
  facet.startsWith('@') ? { name: facet.slice(1), attribute: true } : { name: facet, attribute: false }

const fromText = (text: string): Facet => ({ text, number: `try_cast(${text} AS DOUBLE)` })

function checked(name: string): string {
  if (ATTRIBUTE_NAME.test(name)) return name
  throw new QueryError(
    `${JSON.stringify(name)} is no name of a facet: wanted are letters, digits and _ . - / : $ # @, at most 256.`,
  )
}

const jsonPath = (keys: readonly string[]): string => literal(`$${keys.map(key => `."${key}"`).join('')}`)
