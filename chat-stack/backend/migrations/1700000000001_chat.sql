-- Up Migration

create table conversations (
  id uuid primary key,
  owner_id uuid not null,
  owner_name text,
  -- null until the first question or a rename
  title text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index conversations_by_owner on conversations (owner_id, updated_at desc);

create table messages (
  id uuid primary key,
  conversation_id uuid not null references conversations on delete cascade,
  -- order within a conversation; times of one transaction are equal
  ordinal bigint generated always as identity,
  role text not null check (role in ('user', 'assistant')),
  content text not null,
  -- of a reply: what it answers; unique, so that a question never has two
  question_id uuid unique references messages on delete cascade,
  created_at timestamptz not null default now(),
  check ((role = 'assistant') = (question_id is not null))
);
create index messages_by_conversation on messages (conversation_id, ordinal);

-- The order in which questions of a conversation were accepted and ended; written under the conversation's row lock.
create sequence question_positions;

-- The account of every accepted question. It has no foreign key: deleting a conversation must not shrink it.
create table questions (
  id uuid primary key,
  conversation_id uuid not null,
  outcome text not null default 'waiting' check (outcome in ('waiting', 'answered', 'failed')),
  reason text,
  retryable boolean,
  usage jsonb,
  accepted_at timestamptz not null default now(),
  ended_at timestamptz,
  accepted_position bigint not null default nextval('question_positions'),
  ended_position bigint,
  -- its request was answered 504
  timed_out boolean not null default false,
  deleted boolean not null default false,
  check ((outcome = 'waiting') = (ended_at is null)),
  check ((outcome = 'failed') = (reason is not null))
);
create index questions_by_conversation on questions (conversation_id);
create index questions_waiting on questions (accepted_at) where outcome = 'waiting';
create index questions_ended on questions (ended_at) where outcome <> 'waiting';

create table idempotency_keys (
  conversation_id uuid not null references conversations on delete cascade,
  key text not null,
  body_hash bytea not null,
  message_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (conversation_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table feedback (
  message_id uuid primary key references messages on delete cascade,
  score smallint not null,
  given_at timestamptz not null default now()
);

-- Questions that RabbitMQ has not confirmed yet.
create table outbox (
  message_id uuid primary key,
  conversation_id uuid not null,
  created_at timestamptz not null default now()
);
create index outbox_by_age on outbox (created_at);

create function notify_outbox() returns trigger language plpgsql as $$
begin
  notify chat_outbox;
  return null;
end
$$;
create trigger outbox_filled after insert on outbox for each statement execute function notify_outbox();

-- Down Migration

drop table outbox, feedback, idempotency_keys, questions, messages, conversations;
drop function notify_outbox;
drop sequence question_positions;
