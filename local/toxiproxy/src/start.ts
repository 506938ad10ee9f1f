import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { toxiproxyApi } from './api.ts'
import { Collection } from './collection.ts'

export interface StartOptions {
  host: string
  port: number
  config?: string | undefined
  env: Readonly<Record<string, string | undefined>>
  random: () => number
}

const configSchema = z.array(
  z.object({
    name: z.string().min(1),
    listen: z.string().min(1),
    upstream: z.string().min(1),
    enabled: z.boolean().default(true),
  }),
)

/** Starts the API and the proxies of the configuration file. Toxics live in memory only: a restart comes back without. */
export async function startToxiproxy({ host, port, config, env, random }: StartOptions) {
  const collection = new Collection({ host, env, random })
  const app = toxiproxyApi(collection)
  app.addHook('onClose', () => collection.close())
  if (config) await collection.populate(await readConfig(config))
  const url = await app.listen({ host, port })
  return { url, close: () => app.close() }
}

async function readConfig(file: string) {
  const parsed = configSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${file}: ${issue?.path.join('.')}: ${issue?.message}`)
}
