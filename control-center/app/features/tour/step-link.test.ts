import { expect, it } from 'vitest'
import { linkOfStep } from './step-link.ts'

const SIGHT = {
  monitors: [{ id: '7', name: 'A container restarted' }],
  traceId: 'abc',
  boardOf: () => undefined,
}
const link = (
  watch: Parameters<typeof linkOfStep>[0]['watch'],
  change: Partial<Parameters<typeof linkOfStep>[1]> = {},
) => linkOfStep({ watch }, { ...SIGHT, ...change })

it('opens what is watched', () => {
  expect(link({ monitor: 'A container restarted' })).toEqual({ to: 'monitor', id: '7' })
  expect(link({ monitor: 'Another' })).toEqual({ to: 'monitors', query: 'Another' })
  expect(link({ pods: 'backend' })).toEqual({ to: 'pods', query: 'kube_deployment:backend' })
  expect(link({ page: '/users' })).toEqual({ to: 'rum', query: '' })
  expect(link({ card: 'The way of the message', page: '/traces/follow' })).toEqual({ to: 'trace', id: 'abc' })
})

it('opens the dashboard until the widget is known', () => {
  const watch = { widget: 'overview/Waiting messages' }
  expect(link(watch)).toEqual({ to: 'dashboards', query: 'Chat demo: overview' })
  const path = '/dashboard/abc'
  expect(link(watch, { boardOf: () => ({ path, views: [] }) })).toEqual({ to: 'dashboard', path, widgetId: null })
})

it('opens nothing for what Datadog does not show', () => {
  expect(link(undefined)).toBeNull()
  expect(link({ place: 'proof' })).toBeNull()
  expect(link({ card: 'The way of the message', page: '/traces/follow' }, { traceId: null })).toBeNull()
})
