import type { Account } from '../api/account.ts'
import { explain } from '../api/explain.ts'
import { nameOf } from '../definitions/kinds.ts'
import type { Definition } from '../definitions/load.ts'
import { bodyOf, type Change, changeOf, type Found, idsOf } from '../plan/plan.ts'
import { describeChange, titleOf } from './report.ts'

interface Outcome {
  done: number
  failed: number
}

/**
 * Carries out changes one after the other. What fails is told and the rest goes on, but for what refers to it: the
 * next run does what is left.
 */
export async function carryOut(
  changes: readonly Change[],
  definitions: readonly Definition[],
  found: readonly Found[],
  { collections }: Account,
  env: string,
  print: (line: string) => void,
): Promise<Outcome> {
  const byName = new Map(definitions.map(each => [nameOf(each), each]))
  const before = new Map(found.map(each => [nameOf(each), each]))
  const ids = idsOf(found)
  const failed = new Set<string>()
  const work = changes.filter(each => each.action !== 'unchanged')
  let done = 0

  for (const [index, planned] of work.entries()) {
    const name = nameOf(planned.name)
    const step = `[${String(index + 1).padStart(String(work.length).length)}/${work.length}]`
    const definition = byName.get(name)
    const missing = definition?.references.find(each => failed.has(nameOf(each)))
    if (missing && planned.action !== 'delete') {
      failed.add(name)
      print(`${step} × ${titleOf(planned)}: not tried, because it refers to ${missing.kind} ${missing.key}`)
      continue
    }
    try {
      const collection = collections[planned.name.kind]
      if (planned.action === 'delete' || !definition) {
        if (planned.action === 'delete') await collection.remove(planned.id)
      } else {
        // Ids that were unknown when the plan was made may have come since.
        const change = changeOf(definition, before.get(name), env, ids)
        const body = bodyOf(definition, env, ids)
        if (change.action === 'create') ids.set(name, await collection.create(body))
        if (change.action === 'update') await collection.update(change.id, body)
      }
      done += 1
      const [line = ''] = describeChange(planned)
      print(`${step} ${line}${planned.action === 'create' ? ` (${ids.get(name)})` : ''}`)
    } catch (error) {
      failed.add(name)
      print(`${step} × ${titleOf(planned)}: ${explain(error, planned.name.kind, 'write').message}`)
    }
  }
  return { done, failed: failed.size }
}
