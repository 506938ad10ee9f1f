import { openAccount } from '../api/account.ts'
import { DatadogError } from '../api/explain.ts'
import { DefinitionError, loadDefinitions } from '../definitions/load.ts'
import { inOrder } from '../definitions/order.ts'
import { changesOf, deletions, duplicatesIn, idsOf } from '../plan/plan.ts'
import { carryOut } from './carry-out.ts'
import type { Options } from './options.ts'
import { describeChange, summary } from './report.ts'
import type { Settings } from './settings.ts'
import { checkSchemas, checkWithDatadog } from './validate.ts'

export const exitCodes = { done: 0, failed: 1, usage: 2, drift: 3 } as const

export interface Output {
  print: (line: string) => void
  complain: (line: string) => void
}

/**
 * Plans, applies or destroys.
 * @param folder with the definitions
 * @returns the exit code; everything that went wrong has been told
 */
export async function run(options: Options, settings: Settings, folder: string, output: Output): Promise<number> {
  try {
    return await work(options, settings, folder, output)
  } catch (error) {
    if (error instanceof DefinitionError) {
      output.complain(`The definitions cannot be used, nothing was written:\n${indent(error.problems)}`)
      return exitCodes.failed
    }
    if (error instanceof DatadogError) {
      output.complain(error.message)
      return exitCodes.failed
    }
    throw error
  }
}

async function work(options: Options, settings: Settings, folder: string, { print, complain }: Output) {
  const { env } = settings
  print(`${settings.apiUrl}, environment ${env}`)
  const definitions = options.command === 'destroy' ? [] : inOrder(await loadDefinitions(folder, settings.values))
  await checkSchemas(definitions)

  const account = await openAccount({ ...settings, onWait: print })
  const found = await account.found()
  const duplicates = duplicatesIn(found)
  if (duplicates.length > 0 && options.command !== 'destroy') throw new DatadogError(duplicates.join('\n'))
  await checkWithDatadog(definitions, account, env, idsOf(found))

  const changes = options.command === 'destroy' ? deletions(found) : changesOf(definitions, found, env)
  if (options.command === 'plan') {
    for (const change of changes) {
      if (change.action !== 'unchanged') for (const line of describeChange(change)) print(line)
    }
    print(`Plan: ${summary(changes)}.`)
    const drift = changes.some(each => each.action !== 'unchanged')
    return drift && options.detailedExitCode ? exitCodes.drift : exitCodes.done
  }

  const { done, failed } = await carryOut(changes, definitions, found, account, env, print)
  const unchanged = changes.filter(each => each.action === 'unchanged').length
  if (options.command === 'apply') {
    // After the writing: an application may just have been made.
    for (const { kind, key, id } of failed > 0 ? [] : await account.collections.rum.list()) {
      print(`RUM application ${key} has the id ${id}.`)
      if (kind === 'rum' && options.showClientToken) print(`Its client token is ${await account.clientToken(id)}.`)
    }
  }
  print(`${done} done, ${unchanged} unchanged, ${failed} failed.`)
  if (failed === 0) return exitCodes.done
  complain('Not everything could be done. Run the same command again when the reasons above are gone.')
  return exitCodes.failed
}

function indent(lines: readonly string[]): string {
  return lines.map(line => `  ${line}`).join('\n')
}
