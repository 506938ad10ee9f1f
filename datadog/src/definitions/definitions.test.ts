import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { schemaProblems } from '../api/schema.ts'
import { definitionsFolder } from '../folder.ts'
import { isObject, type Json } from '../json.ts'
import type { Kind } from './kinds.ts'
import { type Definition, loadDefinitions } from './load.ts'
import { inOrder } from './order.ts'

const settings = {
  env: 'chat-demo-test',
  chat_url: 'http://127.0.0.1:30080',
  synthetics_location: 'aws:eu-central-1',
  synthetics_status: 'paused',
}

let definitions: Definition[]
beforeAll(async () => {
  definitions = inOrder(await loadDefinitions(definitionsFolder, settings))
})

const of = (kind: Kind) => definitions.filter(each => each.kind === kind)
const titleOf = (body: Definition['body']) => String(body.title ?? body.name)

test('every definition is in Datadog’s own schema', async () => {
  const problems: string[] = []
  for (const { kind, file, body } of definitions) {
    for (const problem of await schemaProblems(kind, body)) problems.push(`${file}: ${problem}`)
  }
  expect(problems).toEqual([])
})

test('there are the dashboards, monitors, SLOs and tests that the demo shows', () => {
  expect(of('dashboard').map(each => each.key)).toEqual(['database', 'messages', 'model', 'overview'])
  expect(of('monitor').length).toBeGreaterThanOrEqual(16)
  expect(of('slo').length).toBeGreaterThanOrEqual(6)
  expect(of('synthetics').map(each => each.key)).toEqual(['backend-health', 'chat-round-trip', 'frontend-uptime'])
})

test('no two objects of a kind have the same name', () => {
  for (const kind of ['monitor', 'slo', 'dashboard', 'synthetics'] as const) {
    const names = of(kind).map(each => titleOf(each.body))
    expect(new Set(names).size).toBe(names.length)
  }
})

test('monitors and tests say what an alert means, where to look and what to do', () => {
  for (const { body, file } of [...of('monitor'), ...of('synthetics')]) {
    for (const heading of ['What it means', 'Where to look', 'What to do']) {
      expect(String(body.message), file).toMatch(new RegExp(`\\*\\*${heading}\\*\\*\\n\\S.{20,}`))
    }
  }
})

test('the metrics that are asked for are exactly those that metrics.json lists with their senders', async () => {
  const known = JSON.parse(await readFile(path.join(definitionsFolder, 'metrics.json'), 'utf8'))
  const asked = new Set(definitions.flatMap(each => queriesIn(each.body)).flatMap(metricsIn))
  expect([...asked].sort()).toEqual(Object.keys(known).sort())
})

test('every metric query is limited to one installation', () => {
  for (const { file, body } of definitions) {
    for (const query of queriesIn(body)) {
      for (const [, scope] of query.matchAll(/:[a-z][\w.]*\{([^}]*)\}/g)) {
        expect(scope, `${file}: ${query}`).toMatch(/^(\$env|env:chat-demo-test)\b/)
      }
    }
  }
})

describe('monitors', () => {
  test('alert at the number that stands in their query', () => {
    for (const { body, file } of of('monitor')) {
      const inQuery = /[<>]=?\s*([\d.]+)$/.exec(String(body.query))?.[1]
      if (inQuery === undefined) continue
      expect(thresholds(body).critical, file).toBe(Number(inQuery))
    }
  })

  test('warn before they alert and recover on the good side of both', () => {
    for (const { body, file } of of('monitor')) {
      if (body.type !== 'query alert' || !String(body.query).includes('>')) continue
      const { critical = 0, warning = critical, critical_recovery: recovery = critical } = thresholds(body)
      expect(warning, file).toBeLessThanOrEqual(critical)
      expect(recovery, file).toBeLessThanOrEqual(critical)
    }
  })

  test('burn rates are possible ones: at most 1 / (1 - target)', () => {
    for (const { body, file, references } of of('monitor')) {
      if (body.type !== 'slo alert') continue
      const slo = of('slo').find(each => each.key === references[0]?.key)
      const target = Number(slo?.body.target_threshold)
      expect(thresholds(body).critical, file).toBeLessThanOrEqual(1 / (1 - target / 100))
    }
  })
})

test('the overview fits into rows of four', () => {
  const overview = of('dashboard').find(each => each.key === 'overview')
  const groups = Array.isArray(overview?.body.widgets) ? overview.body.widgets : []
  for (const group of groups) {
    const definition = isObject(group) && isObject(group.definition) ? group.definition : {}
    const widgets = Array.isArray(definition.widgets) ? definition.widgets : []
    expect(definition.type).toBe('group')
    expect(widgets.length).toBeLessThanOrEqual(4)
    const widths = widgets.map(each => (isObject(each) && isObject(each.layout) ? Number(each.layout.width) : 0))
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(12)
  }
})

function thresholds(body: Definition['body']): Record<string, number> {
  const options = isObject(body.options) ? body.options : {}
  return (isObject(options.thresholds) ? options.thresholds : {}) as Record<string, number>
}

/** Texts of the fields that hold a metric query. */
function queriesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(queriesIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'string' ? (['query', 'numerator', 'denominator'].includes(key) ? [each] : []) : queriesIn(each),
  )
}

function metricsIn(query: string): string[] {
  return [...query.matchAll(/\b(?:avg|sum|min|max|count|p\d+):([a-z][\w.]*)\{/g)].map(([, metric = '']) => metric)
}
