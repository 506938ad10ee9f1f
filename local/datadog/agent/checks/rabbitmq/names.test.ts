import { expect, it } from 'vitest'
import { datadogName } from './names.ts'

it.each([
  ['rabbitmq_detailed_queue_messages_ready', 'rabbitmq.queue.messages.ready'],
  ['rabbitmq_queue_messages_unacked', 'rabbitmq.queue.messages.unacked'],
  ['rabbitmq_queue_messages', 'rabbitmq.queue.messages'],
  ['rabbitmq_detailed_queue_consumers', 'rabbitmq.queue.consumers'],
  ['rabbitmq_queue_process_memory_bytes', 'rabbitmq.queue.process_memory_bytes'],
  ['rabbitmq_detailed_queue_messages_published_total', 'rabbitmq.queue.messages.published'],
  ['rabbitmq_detailed_channel_messages_published_total', 'rabbitmq.channel.messages.published'],
  ['rabbitmq_channel_messages_delivered_ack_total', 'rabbitmq.channel.messages.delivered.ack'],
  ['rabbitmq_channel_get_total', 'rabbitmq.channel.get'],
  ['rabbitmq_channel_get_ack_total', 'rabbitmq.channel.get.ack'],
  ['rabbitmq_global_messages_dead_lettered_rejected_total', 'rabbitmq.global.messages.dead_lettered.rejected'],
  ['rabbitmq_global_messages_delivered_total', 'rabbitmq.global.messages.delivered'],
  [
    'rabbitmq_global_messages_delivered_consume_manual_ack_total',
    'rabbitmq.global.messages.delivered.consume_manual_ack',
  ],
  ['rabbitmq_process_resident_memory_bytes', 'rabbitmq.process.resident_memory_bytes'],
  ['rabbitmq_disk_space_available_limit_bytes', 'rabbitmq.disk_space.available_limit_bytes'],
  ['rabbitmq_erlang_gc_runs_total', 'rabbitmq.erlang.gc.runs'],
  ['rabbitmq_raft_log_commit_index', 'rabbitmq.raft.log.commit_index'],
  ['rabbitmq_schema_db_ram_tx_total', 'rabbitmq.schema.db.ram_tx'],
  ['rabbitmq_auth_attempts_failed_total', 'rabbitmq.auth_attempts.failed'],
  ['rabbitmq_alarms_memory_used_watermark', 'rabbitmq.alarms.memory_used_watermark'],
  ['rabbitmq_alarms_free_disk_space_watermark', 'rabbitmq.alarms.free_disk_space.watermark'],
  ['rabbitmq_connections', 'rabbitmq.connections'],
  ['rabbitmq_consumer_prefetch', 'rabbitmq.consumer_prefetch'],
  ['rabbitmq_resident_memory_limit_bytes', 'rabbitmq.resident_memory_limit_bytes'],
  ['erlang_vm_memory_bytes_total', null],
  ['telemetry_scrape_duration_seconds', null],
])('%s is %s', (name, expected) => {
  expect(datadogName(name)).toBe(expected)
})
