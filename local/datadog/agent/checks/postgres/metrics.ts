import type { Sample } from '../sender.ts'

type Kind = Sample['kind']
type Value = string | number | bigint | null

/** A query whose rows are metrics: tag columns become tags, the others the metrics that they are named after. */
export interface MetricQuery {
  sql: string
  values?: unknown[]
  /** Tag by column; a row without one goes without the tag. */
  tags: Readonly<Record<string, string>>
  /** Kind and metric, without `postgresql.`, by column. */
  metrics: Readonly<Record<string, readonly [Kind, string]>>
}

/** The samples of one query's rows; a column that is null tells nothing. */
export function samplesOf({ tags, metrics }: MetricQuery, rows: readonly Record<string, Value>[]): Sample[] {
  return rows.flatMap(row => {
    const own = Object.entries(tags).flatMap(([column, tag]) => {
      const value = row[column]
      return value === null || value === undefined || value === '' ? [] : [`${tag}:${value}`]
    })
    return Object.entries(metrics).flatMap(([column, [kind, name]]): Sample[] => {
      const value = row[column]
      if (value === null || value === undefined) return []
      return [{ kind, metric: `postgresql.${name}`, value: Number(value), tags: own }]
    })
  })
}

const databases: MetricQuery = {
  sql: `
SELECT d.datname, numbackends, xact_commit, xact_rollback, blks_read, blks_hit, tup_returned, tup_fetched,
       tup_inserted, tup_updated, tup_deleted, deadlocks, deadlocks AS deadlocks_total, temp_bytes, temp_files,
       blk_read_time, blk_write_time, 2147483647 - age(datfrozenxid) AS wraparound,
       CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END AS size
  FROM pg_stat_database s JOIN pg_database d ON d.oid = s.datid
 WHERE NOT datistemplate AND d.datname <> 'postgres'`,
  tags: { datname: 'db' },
  metrics: {
    xact_commit: ['rate', 'commits'],
    xact_rollback: ['rate', 'rollbacks'],
    blks_read: ['rate', 'disk_read'],
    blks_hit: ['rate', 'buffer_hit'],
    tup_returned: ['rate', 'rows_returned'],
    tup_fetched: ['rate', 'rows_fetched'],
    tup_inserted: ['rate', 'rows_inserted'],
    tup_updated: ['rate', 'rows_updated'],
    tup_deleted: ['rate', 'rows_deleted'],
    deadlocks: ['rate', 'deadlocks'],
    deadlocks_total: ['monotonic_count', 'deadlocks.count'],
    temp_bytes: ['rate', 'temp_bytes'],
    temp_files: ['rate', 'temp_files'],
    blk_read_time: ['monotonic_count', 'blk_read_time'],
    blk_write_time: ['monotonic_count', 'blk_write_time'],
    wraparound: ['gauge', 'before_xid_wraparound'],
    size: ['gauge', 'database_size'],
  },
}

/** With Database Monitoring on, connections are told by who has them. */
const connections: MetricQuery = {
  sql: `
SELECT application_name, state, usename, datname, count(*) AS connections
  FROM pg_stat_activity
 WHERE client_port IS NOT NULL
 GROUP BY application_name, state, usename, datname`,
  tags: { application_name: 'app', state: 'state', usename: 'user', datname: 'db' },
  metrics: { connections: ['gauge', 'connections'] },
}

const limits: MetricQuery = {
  sql: `
SELECT setting::float8 AS max_connections,
       (SELECT sum(numbackends) FROM pg_stat_database) / setting::float8 AS used
  FROM pg_settings WHERE name = 'max_connections'`,
  tags: {},
  metrics: { max_connections: ['gauge', 'max_connections'], used: ['gauge', 'percent_usage_connections'] },
}

const activity = (user: string): MetricQuery => ({
  sql: `
SELECT datname,
       count(*) FILTER (WHERE xact_start IS NOT NULL) AS open,
       count(*) FILTER (WHERE state = 'idle in transaction') AS idle,
       count(*) FILTER (WHERE state = 'active' AND usename NOT IN ('postgres', $1)) AS active,
       -- The Agent's own wait for a lock, when it explains a statement that waits, is not the database's trouble.
       count(*) FILTER (WHERE wait_event IS NOT NULL AND usename <> $1) AS waiting,
       count(*) FILTER (WHERE wait_event IS NOT NULL AND usename <> $1 AND state = 'active') AS active_waiting,
       max(extract(epoch FROM clock_timestamp() - xact_start)) AS xact_age,
       max(age(backend_xid)) AS xid_age,
       max(age(backend_xmin)) AS xmin_age
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND query !~* '^vacuum '
 GROUP BY datname`,
  values: [user],
  tags: { datname: 'db' },
  metrics: {
    open: ['gauge', 'transactions.open'],
    idle: ['gauge', 'transactions.idle_in_transaction'],
    active: ['gauge', 'active_queries'],
    waiting: ['gauge', 'waiting_queries'],
    active_waiting: ['gauge', 'active_waiting_queries'],
    xact_age: ['gauge', 'activity.xact_start_age'],
    xid_age: ['gauge', 'activity.backend_xid_age'],
    xmin_age: ['gauge', 'activity.backend_xmin_age'],
  },
})

/** In nanoseconds. */
const durations: MetricQuery = {
  sql: `
SELECT datname, usename, application_name,
       max(extract(epoch FROM clock_timestamp() - query_start)) * 1e9 AS longest,
       sum(extract(epoch FROM clock_timestamp() - query_start)) * 1e9 AS total
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid()
 GROUP BY datname, usename, application_name`,
  tags: { datname: 'db', usename: 'user', application_name: 'app' },
  metrics: { longest: ['gauge', 'queries.duration.max'], total: ['gauge', 'queries.duration.sum'] },
}

const server: MetricQuery = {
  sql: `
SELECT floor(extract(epoch FROM current_timestamp - pg_postmaster_start_time())) AS uptime,
       (SELECT count(*) FROM pg_database WHERE NOT datistemplate) AS databases,
       1 AS running`,
  tags: {},
  metrics: { uptime: ['gauge', 'uptime'], databases: ['gauge', 'db.count'], running: ['gauge', 'running'] },
}

const writers: MetricQuery = {
  sql: `
SELECT num_timed, num_requested, buffers_written, buffers_clean, maxwritten_clean, buffers_alloc,
       write_time, sync_time
  FROM pg_stat_bgwriter, pg_stat_checkpointer`,
  tags: {},
  metrics: {
    num_timed: ['monotonic_count', 'bgwriter.checkpoints_timed'],
    num_requested: ['monotonic_count', 'bgwriter.checkpoints_requested'],
    buffers_written: ['monotonic_count', 'bgwriter.buffers_checkpoint'],
    buffers_clean: ['monotonic_count', 'bgwriter.buffers_clean'],
    maxwritten_clean: ['monotonic_count', 'bgwriter.maxwritten_clean'],
    buffers_alloc: ['monotonic_count', 'bgwriter.buffers_alloc'],
    write_time: ['monotonic_count', 'bgwriter.write_time'],
    sync_time: ['monotonic_count', 'bgwriter.sync_time'],
  },
}

const tables = (database: string, pattern: string): MetricQuery => ({
  sql: `
SELECT $1::text AS database, schemaname, relname, seq_scan, seq_tup_read, idx_scan, idx_tup_fetch, n_tup_hot_upd,
       n_live_tup, n_dead_tup, autovacuum_count, autoanalyze_count, pg_table_size(relid) AS table_size,
       pg_indexes_size(relid) AS index_size, pg_total_relation_size(relid) AS total_size
  FROM pg_stat_user_tables
 WHERE relname ~ $2
   -- The size of a table that somebody holds exclusively can only be waited for.
   AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = relid AND l.mode = 'AccessExclusiveLock' AND l.granted)`,
  values: [database, pattern],
  tags: { database: 'db', schemaname: 'schema', relname: 'table' },
  metrics: {
    seq_scan: ['rate', 'seq_scans'],
    seq_tup_read: ['rate', 'seq_rows_read'],
    idx_scan: ['rate', 'index_rel_scans'],
    idx_tup_fetch: ['rate', 'index_rel_rows_fetched'],
    n_tup_hot_upd: ['rate', 'rows_hot_updated'],
    n_live_tup: ['gauge', 'live_rows'],
    n_dead_tup: ['gauge', 'dead_rows'],
    autovacuum_count: ['monotonic_count', 'autovacuumed'],
    autoanalyze_count: ['monotonic_count', 'autoanalyzed'],
    table_size: ['gauge', 'table_size'],
    index_size: ['gauge', 'index_size'],
    total_size: ['gauge', 'total_size'],
  },
})

const locks = (pattern: string): MetricQuery => ({
  sql: `
SELECT mode, locktype, nspname, datname, relname, count(*) AS locks
  FROM pg_locks l
  JOIN pg_database d ON l.database = d.oid
  JOIN pg_class c ON l.relation = c.oid
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE relname ~ $1 AND relname NOT LIKE 'pg\\_%' AND mode IS NOT NULL
 GROUP BY mode, locktype, nspname, datname, relname`,
  values: [pattern],
  tags: { mode: 'lock_mode', locktype: 'lock_type', nspname: 'schema', datname: 'db', relname: 'table' },
  metrics: { locks: ['gauge', 'locks'] },
})

export interface MetricOptions {
  database: string
  /** The Agent's own. */
  user: string
  dbm: boolean
  /** Transactions and queries that are open, active or waiting. */
  activityMetrics: boolean
  /** Of the server, as 180004. */
  version: number
  relations: string | null
}

/** All that is asked of a server each time. */
export function metricQueries({
  database,
  user,
  dbm,
  activityMetrics,
  version,
  relations,
}: MetricOptions): MetricQuery[] {
  const perDatabase = dbm
    ? databases
    : { ...databases, metrics: { ...databases.metrics, numbackends: ['gauge', 'connections'] as const } }
  return [
    perDatabase,
    limits,
    server,
    ...(activityMetrics ? [activity(user)] : []),
    ...(dbm ? [connections, durations] : []),
    ...(version >= 170_000 ? [writers] : []),
    ...(relations === null ? [] : [tables(database, relations), locks(relations)]),
  ]
}
