import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { stamp } from '../../../../datadog/src/definitions/owner.ts'
import { root } from '../run-file.ts'
import { StepError } from '../steps.ts'
import type { DatadogPlatform } from './platform.ts'

const definition = z.object({ name: z.string(), type: z.string() })
const answer = z.object({ data: z.object({ id: z.string(), attributes: z.object({ client_token: z.string() }) }) })

/**
 * Creates the RUM application that `apply` would create, and leaves it to `apply` from then on: pods are given its id
 * and its token before all other definitions are there.
 * @throws StepError with what the API said
 */
export async function createRumApplication({
  apiUrl,
  apiKey,
  appKey,
  environment,
}: DatadogPlatform): Promise<{ applicationId: string; clientToken: string }> {
  const file = path.join(root, 'datadog', 'rum', 'chat.json')
  const body = definition.parse(JSON.parse(readFileSync(file, 'utf8')))
  const response = await fetch(`${apiUrl}/api/v2/rum/applications`, {
    method: 'POST',
    headers: { 'DD-API-KEY': apiKey, 'DD-APPLICATION-KEY': appKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      data: { type: 'rum_application_create', attributes: stamp('rum', 'chat', environment, body) },
    }),
  })
  const text = await response.text()
  if (!response.ok) throw new StepError(`The RUM application was refused: ${response.status} ${text}`)
  const { data } = answer.parse(JSON.parse(text))
  return { applicationId: data.id, clientToken: data.attributes.client_token }
}
