import { z } from 'zod'
import { callsQuery, flowQuery, insightQuery } from './schemas-insights.ts'

const body = z.looseObject({})
const errors = [502, 503, 504]

/** Calls beside the dashboards: Database Monitoring, model, messages, objectives, history of monitors, users. */
export const insightCalls = [
  {
    method: 'get' as const,
    path: '/database/activity',
    summary: 'Sessions of the newest sample: who waits for whom',
    answers: { 200: { description: 'A tree under those who block', schema: body } },
    errors,
  },
  {
    method: 'get' as const,
    path: '/database/queries',
    summary: 'Statements by the time that the database spent on them',
    query: insightQuery,
    answers: { 200: { description: 'At most 20, the most time first', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/database/plans/{signature}',
    summary: 'The newest estimated plan of a statement, or why there is none',
    answers: { 200: { description: 'Its nodes, depth first', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/model/calls',
    summary: 'Calls of the language model, as LLM Observability has them; `query` is a search in its syntax',
    query: callsQuery,
    answers: { 200: { description: 'Newest first', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/model/conversations/{id}',
    summary: 'One conversation: system prompt, turns with prompt, reply, tokens, cost, errors and evaluations',
    answers: { 200: { description: 'Its turns, oldest first', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/messages/flow',
    summary: 'Rates, latencies and queues on the way of a message: the last minute, and ten usual minutes before it',
    query: flowQuery,
    answers: { 200: { description: 'Null where nothing was measured', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/slos',
    summary: 'Objectives per timeframe, with budget, burn rates and corrections',
    answers: { 200: { description: 'The least budget first', schema: body } },
    errors,
  },
  {
    method: 'get' as const,
    path: '/monitors/history',
    summary: 'When monitors were not OK, and for how long',
    query: insightQuery,
    answers: { 200: { description: 'Newest first', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/users/sessions',
    summary: 'Sessions of browsers and their errors, as Real User Monitoring has them',
    query: insightQuery,
    answers: { 200: { description: 'The last active first', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/users/vitals',
    summary: 'Third quartiles of the web vitals',
    query: insightQuery,
    answers: { 200: { description: 'Seconds; null where none was measured', schema: body } },
    errors: [400, ...errors],
  },
  {
    method: 'get' as const,
    path: '/users/sessions/{id}',
    summary: 'What happened in one session: views, actions, resources, errors',
    answers: { 200: { description: 'Oldest first', schema: body } },
    errors: [400, ...errors],
  },
]
