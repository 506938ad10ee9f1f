import path from 'node:path'
import { loadDefinitions } from './definitions/load.ts'
import { fillText } from './definitions/references.ts'
import { definitionsFolder } from './folder.ts'
import { type JsonObject, mapObject } from './json.ts'

export interface LoadedDashboard {
  /** Name of its file: overview, model, database, messages. */
  key: string
  /** Datadog's dashboard schema, as on the wire. */
  definition: JsonObject
}

/**
 * Reads the dashboards that `npm run datadog -- apply` writes.
 * @param env value of the tag `env`
 * @param ids Datadog's ids by `slo:<key>` or `monitor:<key>`; a reference without one stays as it is written
 * @param folder that holds `dashboards/*.json`
 */
export async function loadDashboards(
  env: string,
  ids: ReadonlyMap<string, string> = new Map(),
  folder: string = path.resolve(definitionsFolder),
): Promise<LoadedDashboard[]> {
  const settings = { env, chat_url: '', synthetics_location: '', synthetics_status: '' }
  const definitions = await loadDefinitions(folder, settings)
  return definitions
    .filter(each => each.kind === 'dashboard')
    .map(({ key, body }) => ({
      key,
      definition: mapObject(body, text => fillText(text, (kind, name) => ids.get(`${kind}:${name}`))),
    }))
}
