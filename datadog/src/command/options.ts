import { parseArgs } from 'node:util'
import { z } from 'zod'

/** A mistake of the person who typed the command: its message is all that is shown. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export const help = `npm run datadog -- plan | apply | destroy [options]

  plan      shows what apply would change, object by object, and writes nothing
  apply     makes Datadog's objects what the files in datadog/ say; run it again after a failure
  destroy   deletes every object that apply made for this environment, and nothing else

  --detailed-exitcode     plan: exit code 3 when there is something to change
  --show-client-token     apply: also print the token that browsers send their events with
  --help                  this text

  It works on what npm start runs (.local/run.json), or on the account of DD_API_KEY, DD_APP_KEY and DD_SITE, with
  DD_ENV=chat-demo-<installation>. CHAT_URL is where synthetic tests find the chat, SYNTHETICS_LOCATION from where.

  Exit codes: 0 done, 1 failed, 2 wrong usage, 3 there is something to change.`

const schema = z.object({
  command: z.enum(['plan', 'apply', 'destroy'], { error: 'The command is one of plan, apply, destroy.' }),
  detailedExitCode: z.boolean(),
  showClientToken: z.boolean(),
})

export type Options = z.infer<typeof schema>

/** @throws UsageError that says what is wanted; 'help' when that is what was asked for */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  const [command, ...rest] = positionals
  if (rest.length > 0) throw new UsageError(`One command at a time; ${rest.join(' ')} is too much.`)
  const result = schema.safeParse({
    command,
    detailedExitCode: values['detailed-exitcode'] ?? false,
    showClientToken: values['show-client-token'] ?? false,
  })
  if (!result.success) {
    const got = command === undefined ? 'nothing' : `"${command}"`
    throw new UsageError(`${result.error.issues[0]?.message} Given is ${got}.`)
  }
  return result.data
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'detailed-exitcode': { type: 'boolean' },
        'show-client-token': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
