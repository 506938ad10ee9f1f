import { expect, it } from 'vitest'
import { dashboardKey, monitorTags, withoutMarks } from './marker.ts'

const described = 'What users feel.\n\nmanaged_by:datadog-chatbot-demo demo_key:overview installation:chat-demo'

it('a dashboard says which it is, and whose', () => {
  expect(dashboardKey(described, 'chat-demo')).toBe('overview')
  expect(dashboardKey(described, 'chat-demo-laptop')).toBeNull()
  expect(dashboardKey('demo_key:overview installation:chat-demo', 'chat-demo')).toBeNull()
  expect(dashboardKey(null, 'chat-demo')).toBeNull()
  expect(withoutMarks(described)).toBe('What users feel.')
})

it('monitors of an installation are asked for by both of its tags', () => {
  expect(monitorTags('chat-demo')).toBe('managed_by:datadog-chatbot-demo,installation:chat-demo')
})
