import { client } from '@datadog/datadog-api-client'
import { noMetrics } from '../objects/testing.ts'
import { eventSearch } from '../query/search/index.ts'
import { routes } from '../routes.ts'
import { openTestStore } from '../store/testing.ts'
import { type ApiOptions, startApi } from './server.ts'

export const testKeys = { apiKey: 'api-key-of-a-test', appKey: 'app-key-of-a-test' }

/** The whole API over a store of its own on a real socket, and the official client's configuration for it. */
export async function startWholeApi(options: Partial<ApiOptions> & { now?: () => number } = {}) {
  const store = await openTestStore()
  const context = { store, metrics: noMetrics, search: eventSearch(store), now: options.now ?? Date.now }
  const api = await startApi({ context, routes, keys: testKeys, at: { host: '127.0.0.1', port: 0 }, ...options })
  const configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(api.url, {}),
    authMethods: { apiKeyAuth: testKeys.apiKey, appKeyAuth: testKeys.appKey },
  })
  const headers = {
    'dd-api-key': testKeys.apiKey,
    'dd-application-key': testKeys.appKey,
    'content-type': 'application/json',
  }
  return {
    store,
    url: api.url,
    configuration,
    headers,
    /** A call that the official client has no method for. */
    async call(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
      const answer = await fetch(`${api.url}${path}`, {
        method,
        headers: { ...headers, ...more },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
    },
    async close() {
      await api.close()
      await store.close()
    },
  }
}

/** All that an iterator of the client gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
