/**
 * The image `rabbitmq`: the broker found on this machine, with the environment of the official image
 * (RABBITMQ_DEFAULT_USER, RABBITMQ_DEFAULT_PASS) plus HOST, PORT, MANAGEMENT_PORT, PROMETHEUS_PORT,
 * RABBITMQ_MNESIA_BASE, RABBITMQ_CONFIG_DIR, a folder
 * with `rabbitmq.conf`, and RABBITMQ_DEFINITIONS_FILE with the users, vhosts and permissions to begin with.
 */
import { z } from 'zod'
import { listenSchema, readEnvironment } from './environment.ts'
import { startRabbitmqServer } from './rabbitmq-server.ts'
import { runAsImage } from './run.ts'

const schema = z.object({
  ...listenSchema,
  MANAGEMENT_PORT: z.coerce.number().int().min(1).max(65535).default(15672),
  PROMETHEUS_PORT: z.coerce.number().int().min(1).max(65535).default(15692),
  RABBITMQ_MNESIA_BASE: z.string().min(1),
  RABBITMQ_DEFAULT_USER: z.string().min(1).optional(),
  RABBITMQ_DEFAULT_PASS: z.string().min(1).optional(),
  RABBITMQ_CONFIG_DIR: z.string().min(1).optional(),
  RABBITMQ_DEFINITIONS_FILE: z.string().min(1).optional(),
})

await runAsImage(async () => {
  const env = readEnvironment(schema, process.env)
  return startRabbitmqServer({
    host: env.HOST,
    port: env.PORT,
    managementPort: env.MANAGEMENT_PORT,
    prometheusPort: env.PROMETHEUS_PORT,
    dataDir: env.RABBITMQ_MNESIA_BASE,
    user: env.RABBITMQ_DEFAULT_USER,
    password: env.RABBITMQ_DEFAULT_PASS,
    configDir: env.RABBITMQ_CONFIG_DIR,
    definitionsFile: env.RABBITMQ_DEFINITIONS_FILE,
    log: 'inherit',
  })
})
