import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'

const tableSchema = z.object({
  images: z.array(
    z.object({
      name: z.string().min(1),
      tags: z.array(z.string().min(1)).min(1),
      command: z.array(z.string().min(1)).min(1),
      env: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

/** What an image is on this machine: a command and its environment. */
export interface Image {
  command: string[]
  env: Record<string, string>
}

/** `name:tag` of an image reference without the registry that is implied; `latest` when it has no tag. */
export function normalizeReference(reference: string): string {
  const [withoutDigest = ''] = reference.split('@')
  const name = withoutDigest.replace(/^(?:docker\.io\/)?(?:library\/)?/, '')
  return name.lastIndexOf(':') > name.lastIndexOf('/') ? name : `${name}:latest`
}

const referencePattern =
  /^([a-zA-Z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@[a-z0-9+._-]+:[0-9a-fA-F]{32,})?$/

export function isReference(reference: string): boolean {
  return referencePattern.test(reference)
}

/** The reference with registry, as container runtimes print it. */
export function fullReference(reference: string): string {
  const name = normalizeReference(reference)
  const [first = '', ...rest] = name.split('/')
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) return name
  return rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`
}

export function parseImageTable(text: string, source: string): Map<string, Image> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw new Error(`${source} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  const parsed = tableSchema.safeParse(content)
  if (!parsed.success) throw new Error(`${source} is not an image table: ${z.prettifyError(parsed.error)}`)
  const images = parsed.data.images.flatMap(({ name, tags, command, env = {} }) =>
    tags.map(tag => [`${name}:${tag}`, { command, env }] as const),
  )
  return new Map(images)
}

/** The table in a file, read again when the file changes. */
export class ImageTable {
  readonly #path: string
  #readAt = ''
  #images = new Map<string, Image>()

  /** @throws when the file cannot be read or is not a table */
  constructor(path: string) {
    this.#path = path
    this.#refresh()
  }

  find(reference: string): Image | undefined {
    this.#refresh()
    return this.#images.get(normalizeReference(reference))
  }

  names(): string[] {
    return [...this.#images.keys()]
  }

  #refresh(): void {
    const { mtimeMs, size, ino } = statSync(this.#path)
    const version = `${mtimeMs}/${size}/${ino}`
    if (version === this.#readAt) return
    this.#images = parseImageTable(readFileSync(this.#path, 'utf8'), this.#path)
    this.#readAt = version
  }
}
