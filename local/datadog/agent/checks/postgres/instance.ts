import { z } from 'zod'

/** The settings of the integration `postgres` that are used here, by its own names and with its defaults. */
export const instanceSchema = z.looseObject({
  host: z.string().min(1),
  port: z.coerce.number().int().min(1).max(65535).default(5432),
  username: z.string().min(1).default('datadog'),
  password: z.string().default(''),
  dbname: z.string().min(1).default('postgres'),
  dbm: z.boolean().default(false),
  reported_hostname: z.string().min(1).optional(),
  tags: z.array(z.string()).default([]),
  collect_activity_metrics: z.boolean().default(false),
  /** Tables that are looked at one by one. */
  relations: z
    .array(z.union([z.string(), z.object({ relation_name: z.string() }), z.object({ relation_regex: z.string() })]))
    .default([]),
  query_metrics: z.looseObject({ collection_interval: z.number().positive().default(10) }).prefault({}),
  // The Agent takes samples every second and tells of activity every ten; here a short wait is not to be missed.
  query_activity: z.looseObject({ collection_interval: z.number().positive().default(1) }).prefault({}),
  query_samples: z
    .looseObject({
      explain_function: z
        .string()
        .regex(/^\w+(\.\w+)?$/)
        .default('datadog.explain_statement'),
    })
    .prefault({}),
})

export type PostgresInstance = z.output<typeof instanceSchema>

/** A pattern of PostgreSQL that fits the names of all tables asked for, or null when none are. */
export function relationPattern({ relations }: PostgresInstance): string | null {
  const patterns = relations.map(each => {
    if (typeof each === 'string') return `^${literal(each)}$`
    return 'relation_name' in each ? `^${literal(each.relation_name)}$` : each.relation_regex
  })
  return patterns.length === 0 ? null : patterns.map(pattern => `(?:${pattern})`).join('|')
}

const literal = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
