/** Beginnings of the plugin's names that Datadog writes with dots; the longest that fits counts. */
const groups = [
  'alarms',
  'auth_attempts',
  'channel',
  'channel_get',
  'channel_messages',
  'channel_messages_delivered',
  'channel_messages_unroutable',
  'channels',
  'connection',
  'connections',
  'disk_space',
  'erlang',
  'erlang_gc',
  'erlang_net',
  'erlang_scheduler',
  'global',
  'global_messages',
  'global_messages_dead_lettered',
  'global_messages_delivered',
  'global_messages_unroutable',
  'io',
  'msg_store',
  'process',
  'queue',
  'queue_index',
  'queue_messages',
  'queues',
  'raft',
  'raft_log',
  'schema_db',
]
/** Underscores within a group's name that are not dots. */
const words = ['auth_attempts', 'disk_space', 'msg_store', 'dead_lettered']
const irregular: Readonly<Record<string, string>> = {
  alarms_free_disk_space_watermark: 'alarms.free_disk_space.watermark',
}

const dotted = (group: string) => {
  const kept = words.find(word => group.endsWith(word)) ?? ''
  return group.slice(0, group.length - kept.length).replaceAll('_', '.') + kept
}

/**
 * The name that Datadog's integration gives to a metric of RabbitMQ's Prometheus plugin, or null for one that it does
 * not collect: rabbitmq_queue_messages_ready, also with `detailed`, is rabbitmq.queue.messages.ready.
 */
export function datadogName(name: string): string | null {
  const own = /^rabbitmq_(?:detailed_)?(.+?)(?:_total)?$/.exec(name)?.[1]
  if (own === undefined) return null
  const [group = ''] = groups.filter(each => own.startsWith(`${each}_`)).sort((a, b) => b.length - a.length)
  const rest = group ? `${dotted(group)}.${own.slice(group.length + 1)}` : own
  return `rabbitmq.${irregular[own] ?? rest}`
}
