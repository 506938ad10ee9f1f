import { runSchema } from '@chat-demo/engine'
import { preflightSchema } from '@chat-demo/engine/preflight'
import { z } from 'zod'
import { filmSchema } from '../../app/features/runs/film-schema.ts'
import { auditEntrySchema } from '../audit.ts'
import { insightCalls } from './openapi-insights.ts'
import * as schemas from './schemas.ts'
import * as lenses from './schemas-lenses.ts'

interface Call {
  method: 'get' | 'post' | 'put'
  path: string
  summary: string
  body?: z.ZodType
  query?: z.ZodObject
  headers?: Record<string, string>
  answers: Record<number, { description: string; schema?: z.ZodType; type?: string }>
  errors: number[]
  open?: boolean
}

const json = 'application/json'
const rows = (key: string) => z.object({ [key]: z.array(z.looseObject({})) })

/** Every call, beside the schema that checks it. */
export const calls: Call[] = [
  {
    method: 'get',
    path: '/status',
    summary: 'Platforms, services, steady state and runs that are not over',
    answers: { 200: { description: 'As of now', schema: z.looseObject({}) } },
    errors: [],
  },
  {
    method: 'get',
    path: '/pods',
    summary: 'Pods as the table shows them',
    answers: { 200: { description: 'All pods', schema: rows('pods') } },
    errors: [],
  },
  {
    method: 'get',
    path: '/pods/{name}/logs',
    summary: "A container's log, plain text, or SSE with Accept: text/event-stream",
    query: schemas.logQuery,
    answers: { 200: { description: 'Lines, oldest first', type: 'text/plain' } },
    errors: [400, 404, 503],
  },
  {
    method: 'get',
    path: '/events',
    summary: 'Events of the namespace, newest first',
    answers: { 200: { description: 'At most 100', schema: rows('events') } },
    errors: [],
  },
  {
    method: 'get',
    path: '/monitors',
    summary: "Datadog's monitors of this installation, worst first; asked for while somebody watches",
    answers: { 200: { description: 'As last asked', schema: rows('rows') } },
    errors: [],
  },
  {
    method: 'get',
    path: '/widgets/{dashboard}',
    summary: "A dashboard of Datadog's: each widget with its data and the time of its newest point",
    query: schemas.widgetsQuery,
    answers: { 200: { description: 'Once everything is asked, or after 12 s', schema: z.looseObject({}) } },
    errors: [400, 503],
  },
  {
    method: 'post',
    path: '/widgets/{dashboard}/ask',
    summary: 'Ask Datadog again, now, for what failed',
    answers: { 202: { description: 'Asked' } },
    errors: [400, 503],
  },
  {
    method: 'get',
    path: '/traces',
    summary: 'Traces of which a span matches, newest first; `everySeconds` is how often asking again is worth it',
    query: lenses.tracesQuery,
    answers: { 200: { description: 'At most 30', schema: rows('rows') } },
    errors: [400, 429, 502, 503, 504],
  },
  {
    method: 'get',
    path: '/traces/{id}',
    summary: 'One trace: spans, those that are missing, logs',
    answers: { 200: { description: 'As far as it is known', schema: rows('spans') } },
    errors: [400, 429, 502, 503, 504],
  },
  {
    method: 'get',
    path: '/logs',
    summary: 'Log lines that match, newest first',
    query: lenses.logsQuery,
    answers: { 200: { description: 'At most 100', schema: rows('lines') } },
    errors: [400, 429, 502, 503, 504],
  },
  {
    method: 'post',
    path: '/follow',
    summary: 'Send one message to the chat and follow it: sent, accepted, delta, done or refused, then trace',
    body: lenses.followBody,
    answers: { 200: { description: 'Server-sent events', type: 'text/event-stream' } },
    errors: [400, 415, 503],
  },
  {
    method: 'get',
    path: '/follow/{id}',
    summary: 'The message of the tour with this trace, told from its sending on, in the same words as POST /follow',
    answers: { 200: { description: 'Server-sent events', type: 'text/event-stream' } },
    errors: [400, 404],
  },
  {
    method: 'get',
    path: '/stream',
    summary: 'Live state: event snapshot, then delta; resumes with Last-Event-ID. With dashboard: board, then widgets',
    query: schemas.streamQuery,
    answers: { 200: { description: 'Server-sent events', type: 'text/event-stream' } },
    errors: [],
  },
  {
    method: 'get',
    path: '/scenarios',
    summary: 'Scenarios with targets, promises and guides',
    answers: {
      200: {
        description: 'All that could be read, and what is wrong with the others',
        schema: rows('scenarios').extend({ problems: z.array(z.string()) }),
      },
    },
    errors: [],
  },
  {
    method: 'get',
    path: '/runs',
    summary: 'Runs: those that are not over first, then the newest',
    answers: { 200: { description: 'At most 50', schema: z.object({ runs: z.array(runSchema) }) } },
    errors: [],
  },
  {
    method: 'post',
    path: '/runs',
    summary: 'Begin a run',
    body: schemas.startRunBody,
    headers: { 'Idempotency-Key': 'The same key and body give the same run' },
    answers: { 201: { description: 'Begun', schema: schemas.startedRun } },
    errors: [400, 404, 409, 412, 415, 422, 503],
  },
  {
    method: 'get',
    path: '/runs/{id}',
    summary: 'One run',
    answers: { 200: { description: 'The run', schema: runSchema } },
    errors: [404],
  },
  {
    method: 'get',
    path: '/runs/{id}/film',
    summary:
      'What was kept of a run by itself: curves, what happened beside it, and its moments; null when nothing was',
    answers: { 200: { description: 'The film', schema: z.object({ film: filmSchema.nullable() }) } },
    errors: [400, 404],
  },
  {
    method: 'get',
    path: '/runs/{id}/report.{format}',
    summary: 'What a run promised and what was measured, to be kept: md, html (one file) or json',
    answers: { 200: { description: 'The report', type: 'text/markdown' } },
    errors: [400, 404],
  },
  {
    method: 'post',
    path: '/runs/{id}/heal',
    summary: 'Take one run back',
    answers: { 202: { description: 'Its state says when recovery is proven', schema: schemas.healResults } },
    errors: [404],
  },
  {
    method: 'post',
    path: '/heal',
    summary: 'Take everything back',
    answers: {
      202: { description: 'What was done for each; what failed is tried again', schema: schemas.healResults },
    },
    errors: [],
  },
  {
    method: 'put',
    path: '/traffic',
    summary: 'Set the traffic profile',
    body: schemas.trafficBody,
    answers: { 200: { description: 'The profile in force', schema: schemas.trafficBody } },
    errors: [400, 415, 503],
  },
  {
    method: 'get',
    path: '/tours',
    summary: 'Tours in full, what is wrong with them, their rehearsals, and the one that is being given',
    answers: { 200: { description: 'All that could be read', schema: rows('tours') } },
    errors: [],
  },
  {
    method: 'get',
    path: '/tours/{id}',
    summary: 'One tour',
    answers: { 200: { description: 'As it is written', schema: z.looseObject({}) } },
    errors: [400, 404],
  },
  {
    method: 'post',
    path: '/tour',
    summary: 'Give a tour; one that is being given ends',
    body: schemas.tourBody,
    answers: { 201: { description: 'At its first step', schema: z.looseObject({}) } },
    errors: [400, 404, 415],
  },
  {
    method: 'put',
    path: '/tour',
    summary: 'Be at this step; stand still, or go on',
    body: schemas.tourPlaceBody,
    answers: { 200: { description: 'The tour as it is now', schema: z.looseObject({}) } },
    errors: [400, 404, 409, 415],
  },
  {
    method: 'post',
    path: '/tour/do',
    summary: "Do what a step's button does",
    body: schemas.tourStepBody,
    answers: { 202: { description: 'Begun', schema: z.looseObject({}) } },
    errors: [400, 404, 409, 412, 415, 503],
  },
  {
    method: 'post',
    path: '/tour/end',
    summary: 'End the tour; how it went is kept',
    answers: { 204: { description: 'None is being given' } },
    errors: [],
  },
  {
    method: 'get',
    path: '/preflight',
    summary: 'Everything that would embarrass on stage, looked at now; takes some seconds',
    answers: { 200: { description: 'Each check, and whether it is ready', schema: preflightSchema } },
    errors: [],
  },
  {
    method: 'get',
    path: '/audit',
    summary: 'Who changed what, newest first',
    query: schemas.auditQuery,
    answers: { 200: { description: 'Entries', schema: z.object({ entries: z.array(auditEntrySchema) }) } },
    errors: [400],
  },
  {
    method: 'post',
    path: '/login-codes',
    summary: 'A login link: one use, ten minutes. Needs the API token',
    body: schemas.loginCodeBody,
    answers: { 201: { description: 'The link', schema: schemas.loginCodeAnswer } },
    errors: [403],
  },
  {
    method: 'post',
    path: '/login',
    summary: 'Exchange a login code for a session cookie',
    body: schemas.loginBody,
    answers: { 200: { description: 'Logged in', schema: schemas.loginAnswer } },
    errors: [400, 403, 415, 429],
    open: true,
  },
  {
    method: 'post',
    path: '/logout',
    summary: 'End the session',
    answers: { 204: { description: 'Logged out' } },
    errors: [],
  },
  ...insightCalls,
]

const toSchema = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

function operation(call: Call): object {
  const parameters = [
    ...[...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(call.query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: toSchema(schema as z.ZodType, 'input'),
    })),
    ...Object.entries(call.headers ?? {}).map(([name, description]) => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string' },
    })),
  ]
  const errors = [...new Set([...call.errors, ...(call.open ? [] : [401]), 421])].sort()
  return {
    summary: call.summary,
    ...(call.open ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(call.body ? { requestBody: { content: { [json]: { schema: toSchema(call.body, 'input') } } } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(call.answers).map(([status, { description, schema, type }]) => [
          status,
          {
            description,
            ...(schema
              ? { content: { [json]: { schema: toSchema(schema, 'output') } } }
              : type
                ? { content: { [type]: {} } }
                : {}),
          },
        ]),
      ),
      ...Object.fromEntries(errors.map(status => [status, { $ref: '#/components/responses/problem' }])),
    },
  }
}

/** The description of the API, made of the schemas that check it. */
export function openapiDocument(origin: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const call of calls) paths[call.path] = { ...paths[call.path], [call.method]: operation(call) }
  return {
    openapi: '3.1.0',
    info: { title: 'Chat Demo Control Center', version: '1' },
    servers: [{ url: `${origin}/api/v1` }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'session' },
      },
      responses: {
        problem: {
          description: 'What went wrong',
          content: { 'application/problem+json': { schema: toSchema(schemas.problem, 'output') } },
        },
      },
    },
  }
}
