import { type Budgets, type Correction, messageOf } from '@chat-demo/engine'
import { correctionsOf, createCorrection, type SloListAnswer, slosTagged } from './datadog/calls.ts'
import type { DatadogClient } from './datadog/client.ts'
import { installationTag, isOurs } from './widgets/marker.ts'

type Slo = SloListAnswer['data'][number]

/** By this a correction is found again. */
const marked = (runId: string) => `chaos run ${runId}:`

const described = ({ runId, title, startedBy }: Correction) =>
  `${marked(runId)} ${title}, begun on purpose by ${startedBy} in the control center of the chat demo`

/** Error budgets of the installation's SLOs, in Datadog. */
export class SloBudgets implements Budgets {
  readonly #client: DatadogClient
  readonly #env: string

  constructor(client: DatadogClient, env: string) {
    this.#client = client
    this.#env = env
  }

  async correct(correction: Correction): Promise<number> {
    const { data } = await this.#client.call(slosTagged(installationTag(this.#env)))
    const ours = data.filter(slo => isOurs(slo.tags))
    if (ours.length === 0) throw new Error('Datadog has no SLO of this installation: apply the definitions')
    const failures: string[] = []
    // One after the other: a rate limit that is used up in the middle loses nothing.
    for (const slo of ours) {
      try {
        await this.#correct(slo, correction)
      } catch (error) {
        failures.push(`${slo.name}: ${messageOf(error)}`)
      }
    }
    if (failures.length === 0) return ours.length
    throw new Error(`${failures.length} of ${ours.length} SLOs are not corrected. ${failures[0]}`)
  }

  async #correct({ id: sloId }: Slo, correction: Correction): Promise<void> {
    const { data } = await this.#client.call(correctionsOf(sloId))
    if (data.some(one => one.attributes?.description?.includes(marked(correction.runId)))) return
    const { from: start, to: end } = correction
    await this.#client.call(createCorrection({ sloId, start, end, description: described(correction) }))
  }
}
