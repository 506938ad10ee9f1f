import type { Owner } from './model.ts'

const SERVICES: Record<string, Owner> = {
  browser: 'browser',
  frontend: 'frontend',
  backend: 'backend',
  worker: 'worker',
  rabbitmq: 'rabbitmq',
  postgres: 'postgres',
  model: 'model',
  openai: 'model',
  airflow: 'airflow',
  reporting: 'airflow',
}

/** Tags whose value is a service, the first that is there decides. */
const SERVICE_TAGS = [
  'service',
  'kube_deployment',
  'kube_stateful_set',
  'kube_container_name',
  'container_name',
  'user',
]

/** Whose a metric is by its name; the longest beginning decides. */
const METRICS: [string, Owner][] = [
  ['chat.request', 'frontend'],
  ['chat.queue.', 'worker'],
  ['chat.reply.tokens', 'model'],
  ['chat.reply.cost', 'model'],
  ['chat.', 'backend'],
  ['rabbitmq.', 'rabbitmq'],
  ['data_streams.', 'rabbitmq'],
  ['trace.amqp', 'rabbitmq'],
  ['postgresql.', 'postgres'],
  ['trace.pg.', 'postgres'],
  ['ml_obs.', 'model'],
  ['trace.openai.', 'model'],
  ['openai.', 'model'],
  ['rum.', 'browser'],
]

function serviceOf(tag: string): Owner | null {
  const [key = '', value = ''] = tag.split(/:(.*)/s)
  return SERVICE_TAGS.includes(key) ? (SERVICES[value] ?? null) : null
}

/** Whose a series is: by its own tags, by its metric, by the service that its query asks for. */
export function ownerOf(tags: readonly string[], query: string): Owner {
  for (const key of SERVICE_TAGS) {
    const owner = tags
      .filter(tag => tag.startsWith(`${key}:`))
      .map(serviceOf)
      .find(found => found !== null)
    if (owner) return owner
  }
  const metric = METRICS.find(([beginning]) => query.split('{').some(part => metricAtEnd(part).startsWith(beginning)))
  if (metric) return metric[1]
  const asked = /service:([\w-]+)/.exec(query)?.[1]
  return (asked && SERVICES[asked]) || 'ink'
}

/** `p95:trace.pg.query` and `sum(last_5m):a + avg:b` end with the metric before each opening brace. */
function metricAtEnd(words: string): string {
  return /[\w.]+$/.exec(words)?.[0] ?? ''
}
