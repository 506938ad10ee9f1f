import { type ControlAddress, ControlCenter } from '../control/client.ts'
import { preflightSchema } from './check.ts'
import { preflightText } from './words.ts'

/** The slowest look takes half of it. */
const TIMEOUT_MS = 60_000

/** Asks the control center for its pre-flight check and prints it. Resolves with the exit code. */
export async function preflightCommand(
  address: ControlAddress,
  options: { json: boolean },
  print: (text: string) => void,
): Promise<0 | 1> {
  const control = new ControlCenter(address)
  const result = await control.call('/preflight', preflightSchema, { timeoutMs: TIMEOUT_MS })
  print(options.json ? JSON.stringify(result, null, 2) : preflightText(result))
  return result.ready ? 0 : 1
}
