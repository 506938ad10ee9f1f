import { fileURLToPath } from 'node:url'

/** Where the definitions lie. The bundle lies in dist/, the source in src/: both beside them. */
export const definitionsFolder = fileURLToPath(new URL('..', import.meta.url))
