import { z } from 'zod'
import { type Check, type CheckFactory, readInstance } from '../check.ts'
import { type MetricFamily, parseExposition } from '../openmetrics/parse.ts'
import { checkStatus } from '../sender.ts'
import { familyNames, rabbitmqSamples } from './samples.ts'

const schema = z.looseObject({
  prometheus_plugin: z.object({
    url: z.url({ protocol: /^https?$/ }),
    unaggregated_endpoint: z.string().optional(),
    include_aggregated_endpoint: z.boolean().default(true),
  }),
  tags: z.array(z.string()).default([]),
})

const timeoutMs = 10_000
const health = 'rabbitmq.openmetrics.health'

/** RabbitMQ by its Prometheus plugin: what the unaggregated endpoint gives is not taken from the aggregated one. */
export const rabbitmqCheck: CheckFactory = (instance, context): Check => {
  const { prometheus_plugin, tags } = readInstance('rabbitmq', schema, instance)
  const { url, unaggregated_endpoint, include_aggregated_endpoint } = prometheus_plugin
  const base = url.replace(/\/$/, '')
  const sender = context.sender(context.hostname, tags)

  /** An endpoint's answer; null, with the health check telling why, when there is none. */
  async function scrape(endpoint: string): Promise<MetricFamily[] | null> {
    const tag = [`endpoint:${endpoint}`]
    try {
      const response = await fetch(endpoint, { signal: AbortSignal.timeout(timeoutMs) })
      const text = await response.text()
      if (!response.ok) throw new Error(`answered ${response.status}`)
      const families = parseExposition(text)
      sender.serviceCheck(health, checkStatus.ok, tag)
      return families
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
      const message = `${endpoint} ${error instanceof Error ? error.message : error}${cause}`
      sender.serviceCheck(health, checkStatus.critical, tag, message)
      context.log.warn({ endpoint, reason: message }, 'RabbitMQ could not be read')
      return null
    }
  }

  return {
    async run() {
      const detailedUrl = unaggregated_endpoint ? `${base}/metrics/${unaggregated_endpoint}` : null
      const detailed = detailedUrl ? await scrape(detailedUrl) : null
      if (detailedUrl && detailed) sender.send(rabbitmqSamples(detailed, detailedUrl))
      if (!include_aggregated_endpoint) return
      const aggregatedUrl = `${base}/metrics`
      const aggregated = await scrape(aggregatedUrl)
      if (aggregated) sender.send(rabbitmqSamples(aggregated, aggregatedUrl, familyNames(detailed ?? [])))
    },
    async close() {},
  }
}
