import type { Account } from '../api/account.ts'
import { explain } from '../api/explain.ts'
import { schemaProblems } from '../api/schema.ts'
import { type Definition, DefinitionError } from '../definitions/load.ts'
import { placeholdersIn } from '../definitions/references.ts'
import { bodyOf, type Ids } from '../plan/plan.ts'

/** Checks every definition against Datadog's schema, without Datadog. @throws DefinitionError with all that is wrong */
export async function checkSchemas(definitions: readonly Definition[]): Promise<void> {
  const problems: string[] = []
  for (const { kind, file, body } of definitions) {
    for (const problem of await schemaProblems(kind, body)) problems.push(`${file}: ${problem}`)
  }
  if (problems.length > 0) throw new DefinitionError(problems)
}

/**
 * Lets Datadog check what it offers to check (monitors). One that refers to an object that does not exist yet cannot be
 * asked about before; creating it asks again anyway.
 * @throws DefinitionError with all that Datadog would refuse
 */
export async function checkWithDatadog(
  definitions: readonly Definition[],
  { collections }: Account,
  env: string,
  ids: Ids,
): Promise<void> {
  const problems: string[] = []
  for (const definition of definitions) {
    const { kind, file } = definition
    const body = bodyOf(definition, env, ids)
    if (placeholdersIn(body).length > 0) continue
    try {
      await collections[kind].validate?.(body)
    } catch (error) {
      problems.push(`${file}: ${explain(error, kind, 'read').message}`)
    }
  }
  if (problems.length > 0) throw new DefinitionError(problems)
}
