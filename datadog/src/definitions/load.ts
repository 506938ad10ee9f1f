import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { isObject, type Json, type JsonObject, mapObject } from '../json.ts'
import { folders, type Kind, kinds, type ObjectName } from './kinds.ts'
import { fillText, placeholdersIn, referencesOf } from './references.ts'

/** An object as its file defines it, in Datadog's own schema; references to other objects are still by key. */
export interface Definition extends ObjectName {
  /** Path of the file, for messages. */
  file: string
  body: JsonObject
  references: ObjectName[]
}

/** Files that cannot be used, each with what is wrong. */
export class DefinitionError extends Error {
  override name = 'DefinitionError'
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'))
  }
}

const fileName = /^[a-z0-9]+(?:-[a-z0-9]+)*\.json$/

/**
 * Reads all definitions of a folder, sorted by kind and key.
 * @param settings values of `{{setting:name}}`
 * @throws DefinitionError naming each file that is no JSON object, is named badly, or asks for an unknown setting
 */
export async function loadDefinitions(folder: string, settings: Readonly<Record<string, string>>) {
  const problems: string[] = []
  const definitions: Definition[] = []
  for (const kind of kinds) {
    for (const file of await filesOf(path.join(folder, folders[kind]))) {
      try {
        definitions.push(await loadDefinition(folder, kind, file, settings))
      } catch (error) {
        if (!(error instanceof DefinitionError)) throw error
        problems.push(...error.problems)
      }
    }
  }
  if (problems.length > 0) throw new DefinitionError(problems)
  return definitions
}

/** Reads the definitions of one kind; see loadDefinitions. */
async function loadDefinition(
  folder: string,
  kind: Kind,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<Definition> {
  const file = path.join(folders[kind], name)
  if (!fileName.test(name)) {
    throw new DefinitionError([`${file}: the name is the object's key; wanted is lower-case-words.json.`])
  }
  const value = parse(file, await readFile(path.join(folder, file), 'utf8'))
  if (!isObject(value)) throw new DefinitionError([`${file}: wanted is one JSON object.`])
  const body = mapObject(value, text =>
    fillText(text, (group, key) => (group === 'setting' ? settings[key] : undefined)),
  )
  const references = referencesOf(body)
  const known = new Set(references.map(each => `{{${each.kind}:${each.key}}}`))
  const unknown = placeholdersIn(body).filter(each => !known.has(each))
  if (unknown.length > 0) {
    const names = Object.keys(settings).map(each => `setting:${each}`)
    throw new DefinitionError([
      `${file}: nothing is known for ${unknown.join(', ')}; known are ${[...names, ...kinds.map(each => `${each}:<key>`)].join(', ')}.`,
    ])
  }
  return { kind, key: name.slice(0, -'.json'.length), file, body, references }
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(name => !name.startsWith('.')).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function parse(file: string, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new DefinitionError([`${file}: ${error instanceof Error ? error.message : String(error)}`])
  }
}
