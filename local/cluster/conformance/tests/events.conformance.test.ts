import type { CoreV1Event, CoreV1EventList, EventsV1EventList } from '@kubernetes/client-node'
import { beforeAll, expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { containerBecomes, createPod, eventOf, eventsOf, getPod, isReady } from '../support/pods.ts'
import { quick } from '../support/tags.ts'
import { container, image, pod, server } from '../support/workloads.ts'

const ns = testNamespace('events')

beforeAll(async () => {
  await createPod(ns, pod('seen', server()))
  await containerBecomes(ns, 'seen', isReady)
})

quick('events', () => {
  it('tell the start of a pod', async () => {
    const { spec, metadata } = await getPod(ns, 'seen')
    await eventOf(ns, 'seen', 'Started')
    const events = await eventsOf(ns, 'seen')
    const told = events.map(({ type, reason, message, source, reportingComponent }) => [
      type,
      reason,
      message?.replace(/in \d.*?\)/, 'in TIME'),
      source?.component ?? reportingComponent,
    ])
    const pulled = `Container image "${image}" already present on machine`
    expect(told.filter(([, reason]) => reason !== 'Unhealthy')).toEqual(
      expect.arrayContaining([
        ['Normal', 'Scheduled', `Successfully assigned ${ns.name}/seen to ${spec?.nodeName}`, 'default-scheduler'],
        ['Normal', 'Pulled', pulled, 'kubelet'],
        ['Normal', 'Created', 'Created container: tool', 'kubelet'],
        ['Normal', 'Started', 'Started container tool', 'kubelet'],
      ]),
    )
    const started = events.find(event => event.reason === 'Started')
    expect(started?.involvedObject).toEqual({
      kind: 'Pod',
      namespace: ns.name,
      name: 'seen',
      uid: metadata?.uid,
      apiVersion: 'v1',
      resourceVersion: expect.stringMatching(/^\d+$/),
      fieldPath: 'spec.containers{tool}',
    })
    expect(started).toMatchObject({ count: 1, source: { component: 'kubelet', host: spec?.nodeName } })
    expect(started?.metadata.name).toMatch(/^seen\.[0-9a-f]+$/)
    expect(started?.firstTimestamp).toBe(started?.lastTimestamp)
  })

  it('are counted, not repeated', async () => {
    const tool = { EXIT_CODE: 1 }
    await createPod(ns, pod('repeating', container(tool)))
    await eventually(async () => {
      const started = (await eventsOf(ns, 'repeating')).filter(event => event.reason === 'Started')
      expect(started).toHaveLength(1)
      expect(started[0]?.count).toBeGreaterThanOrEqual(2)
      expect(String(started[0]?.lastTimestamp) >= String(started[0]?.firstTimestamp)).toBe(true)
    })
  })

  it('are the same in events.k8s.io/v1 under its own field names', async () => {
    const core = await eventOf(ns, 'seen', 'Started')
    const list = ok(await api.get<EventsV1EventList>(ns.group('events.k8s.io/v1', 'events')))
    const same = list.items.find(item => item.metadata?.uid === core.metadata.uid)
    expect(same).toMatchObject({
      note: core.message,
      reason: core.reason,
      type: core.type,
      regarding: core.involvedObject,
      deprecatedCount: core.count,
      deprecatedSource: core.source,
    })
  })

  it('are found by field selectors', async () => {
    const found = async (fieldSelector: string) => {
      const query = new URLSearchParams({ fieldSelector })
      return ok(await api.get<CoreV1EventList>(`${ns.core('events')}?${query}`)).items.map(item => item.reason)
    }
    expect(await found('involvedObject.name=seen,reason=Started')).toEqual(['Started'])
    expect(await found('involvedObject.kind=Pod,involvedObject.name=seen,type=Normal,reason=Created')).toEqual([
      'Created',
    ])
    expect(await found('involvedObject.kind=Deployment,involvedObject.name=seen')).toEqual([])
    const uid = (await getPod(ns, 'seen')).metadata?.uid
    expect(await found(`involvedObject.uid=${uid},reason!=Unhealthy`)).toContain('Scheduled')
  })

  it('may be made by anybody with the right to', async () => {
    const event: Partial<CoreV1Event> = {
      metadata: { name: 'told', namespace: ns.name },
      involvedObject: { kind: 'Pod', name: 'seen', namespace: ns.name },
      reason: 'Healed',
      message: 'told by a test',
      type: 'Normal',
    }
    const made = ok(await api.post<CoreV1Event>(ns.core('events'), event))
    expect(made).toMatchObject({ reason: 'Healed', source: {}, firstTimestamp: null, eventTime: null })
    const elsewhere = { ...event, metadata: { name: 'off' }, involvedObject: { kind: 'Pod', namespace: 'default' } }
    expect((await api.post(ns.core('events'), elsewhere)).code).toBe(422)
  })
})
