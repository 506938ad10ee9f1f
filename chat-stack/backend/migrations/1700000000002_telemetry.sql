-- Up Migration

-- Trace and data-stream context of the request that wrote the row, for whoever publishes it later.
alter table outbox add column carrier jsonb not null default '{}';

-- Of a reply: the LLM Observability span that wrote it, which feedback is reported for.
alter table messages add column llm_trace_id text, add column llm_span_id text;

-- Down Migration

alter table messages drop column llm_trace_id, drop column llm_span_id;
alter table outbox drop column carrier;
