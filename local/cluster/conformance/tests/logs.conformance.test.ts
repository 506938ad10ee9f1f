import { createInterface } from 'node:readline'
import { beforeAll, expect, it } from 'vitest'
import { api, open } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { containerBecomes, createPod, isRunning, log, phaseBecomes } from '../support/pods.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { container, pod } from '../support/workloads.ts'

const ns = testNamespace('logs')
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('')

beforeAll(async () => {
  await createPod(ns, pod('printed', container({ PRINT_COUNT: 20, EXIT_CODE: 0 }), { restartPolicy: 'Never' }))
  await createPod(ns, pod('mixed', container({ PRINT: 'out', PRINT_ERROR: 'err', STAY: 'true' })))
  await createPod(
    ns,
    pod('restarted', container({ PRINT_ENV: 'HOSTNAME', PRINT: 'begin', EXIT_CODE: 1, EXIT_AFTER_SECONDS: 1 })),
  )
  await createPod(ns, pod('counting', container({ PRINT_COUNT: 1000, PRINT_EVERY_MS: 200, STAY: 'true' })))
  await createPod(ns, pod('unpulled', container({}, { image: 'localhost/chat-demo/none:1' })))
  await phaseBecomes(ns, 'printed', 'Succeeded')
  await phaseBecomes(ns, 'mixed', 'Running')
  await phaseBecomes(ns, 'counting', 'Running')
})

quick('the log of a pod', () => {
  it('is text, and stays when the container has ended', async () => {
    const answer = await api.get(ns.core('pods/printed/log'), { accept: '*/*' })
    expect([answer.code, answer.headers['content-type']]).toEqual([200, 'text/plain'])
    expect(answer.text).toBe(lines(1, 20))
  })

  it('holds both streams', async () => {
    await eventually(async () => expect((await log(ns, 'mixed')).trim().split('\n').sort()).toEqual(['err', 'out']))
  })

  it('tailLines', async () => {
    expect(await log(ns, 'printed', 'tailLines=3')).toBe(lines(18, 20))
    expect(await log(ns, 'printed', 'tailLines=0')).toBe('')
    expect(await log(ns, 'printed', 'tailLines=100')).toBe(lines(1, 20))
  })

  it('limitBytes', async () => {
    expect(await log(ns, 'printed', 'limitBytes=10')).toBe('line 1\nlin')
  })

  it('timestamps', async () => {
    const first = (await log(ns, 'printed', 'timestamps=true')).split('\n')[0]
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d) line 1$/)
  })

  it('sinceSeconds and sinceTime', async () => {
    expect(await log(ns, 'printed', 'sinceSeconds=3600')).toBe(lines(1, 20))
    const future = encodeURIComponent(new Date(Date.now() + 3_600_000).toISOString())
    expect(await log(ns, 'printed', `sinceTime=${future}`)).toBe('')
    await eventually(async () => {
      const recent = await log(ns, 'counting', 'sinceSeconds=1')
      expect(recent).not.toContain('line 1\n')
      expect(recent).toMatch(/^line \d+\n/)
    })
  })

  it('previous: of the container before the last restart', async () => {
    const none = await api.get(ns.core('pods/mixed/log?previous=true'))
    expect(refusal(none, ns)).toMatchInlineSnapshot(
      `"400 BadRequest: previous terminated container "tool" in pod "mixed" not found"`,
    )
    await containerBecomes(ns, 'restarted', status => status.restartCount >= 1)
    // Not in the moment in which another restart takes its place.
    await eventually(async () => expect(await log(ns, 'restarted', 'previous=true')).toContain('begin\n'))
  })

  it('follow: what comes, until the container ends', async () => {
    await createPod(
      ns,
      pod('followed', container({ PRINT_COUNT: 5, PRINT_EVERY_MS: 300, EXIT_CODE: 0, EXIT_AFTER_SECONDS: 4 }), {
        restartPolicy: 'Never',
      }),
    )
    await containerBecomes(ns, 'followed', isRunning)
    const response = await open('GET', ns.core('pods/followed/log?follow=true'), { accept: '*/*' })
    const seen: string[] = []
    for await (const line of createInterface({ input: response })) seen.push(line)
    expect(seen).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
  })

  it('follow with tailLines: the last lines first', async () => {
    await eventually(async () => expect(await log(ns, 'counting')).toContain('line 5\n'))
    const response = await open('GET', ns.core('pods/counting/log?follow=true&tailLines=2'), { accept: '*/*' })
    const seen: number[] = []
    for await (const line of createInterface({ input: response })) {
      seen.push(Number(line.replace('line ', '')))
      if (seen.length === 6) break
    }
    response.destroy()
    expect(seen[0]).toBeGreaterThan(1)
    expect(seen.map(number => number - (seen[0] ?? 0))).toEqual([0, 1, 2, 3, 4, 5])
  })
})

quick('a log that cannot be had', () => {
  const ask = async (path: string) => refusal(await api.get(ns.core(path)), ns)

  it('names the pod or the container that is not there', async () => {
    expect(await ask('pods/missing/log')).toMatchInlineSnapshot(
      `"404 NotFound: pods "missing" not found [kind=pods name=missing]"`,
    )
    expect(await ask('pods/printed/log?container=other')).toMatchInlineSnapshot(
      `"400 BadRequest: container other is not valid for pod printed"`,
    )
  })

  it('asks which container when there are two', async () => {
    const two = pod('two', container({ STAY: 'true' }))
    two.spec?.containers.push({ ...container({ PRINT: 'from the second', STAY: 'true' }), name: 'second' })
    await createPod(ns, two)
    expect(await ask('pods/two/log')).toMatchInlineSnapshot(
      `"400 BadRequest: a container name must be specified for pod two, choose one of: [tool second]"`,
    )
    await phaseBecomes(ns, 'two', 'Running')
    await eventually(async () => expect(await log(ns, 'two', 'container=second')).toBe('from the second\n'))
  })

  it('says why the container has none yet', async () => {
    await containerBecomes(ns, 'unpulled', status => status.state?.waiting !== undefined)
    await eventually(async () => expect(await ask('pods/unpulled/log')).toMatch(/to start/))
    const text = await ask('pods/unpulled/log')
    expect(text.replace(/image can't be pulled|trying and failing to pull image/, 'IMAGE')).toMatchInlineSnapshot(
      `"400 BadRequest: container "tool" in pod "unpulled" is waiting to start: IMAGE"`,
    )
  })

  it('refuses options that make no sense', async () => {
    expect(await ask('pods/printed/log?tailLines=-1')).toMatchInlineSnapshot(`
      "422 Invalid: PodLogOptions "printed" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0 [kind=PodLogOptions name=printed]
        FieldValueInvalid tailLines"
    `)
    expect(await ask('pods/printed/log?sinceSeconds=0')).toMatchInlineSnapshot(`
      "422 Invalid: PodLogOptions "printed" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0 [kind=PodLogOptions name=printed]
        FieldValueInvalid sinceSeconds"
    `)
    expect(await ask('pods/printed/log?limitBytes=0')).toMatchInlineSnapshot(`
      "422 Invalid: PodLogOptions "printed" is invalid: limitBytes: Invalid value: 0: must be greater than 0 [kind=PodLogOptions name=printed]
        FieldValueInvalid limitBytes"
    `)
    expect(await ask('pods/printed/log?sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z')).toMatchInlineSnapshot(`
      "422 Invalid: PodLogOptions "printed" is invalid: []: Forbidden: at most one of \`sinceTime\` or \`sinceSeconds\` may be specified [kind=PodLogOptions name=printed]
        FieldValueForbidden []"
    `)
  })
})
