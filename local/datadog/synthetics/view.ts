import { AUTHOR, isoTime, ORGANISATION } from '../objects/fields.ts'
import type { ResultDocument, TestDocument } from './documents.ts'

const person = { name: AUTHOR.name, handle: AUTHOR.handle, email: AUTHOR.email }

/** What was run, in a result. */
export function checkOf({ type, subtype, config, options }: TestDocument): Record<string, unknown> {
  return { type, ...(subtype !== undefined && { subtype }), config, options }
}

export function testBody(test: TestDocument): Record<string, unknown> {
  return {
    public_id: test.publicId,
    name: test.name,
    status: test.status,
    type: test.type,
    ...(test.subtype !== undefined && { subtype: test.subtype }),
    tags: test.tags,
    created_at: isoTime(test.created),
    modified_at: isoTime(test.modified),
    config: test.config,
    message: test.message,
    options: test.options,
    locations: test.locations,
    ...(test.steps !== undefined && { steps: test.steps }),
    monitor_id: test.monitorId,
    org_id: ORGANISATION.id,
    creator: person,
    created_by: person,
    modified_by: person,
    deleted_at: null,
    ...(test.notRun !== null && { execution_message: test.notRun }),
  }
}

/** The list leaves out steps. */
export function listedTest(test: TestDocument): Record<string, unknown> {
  const { steps: _own, ...body } = testBody(test)
  const { steps: _configured, ...config } = test.config
  return { ...body, config }
}

export function resultBody(result: ResultDocument): Record<string, unknown> {
  return {
    status: result.passed ? 0 : 1,
    run_type: result.runType,
    check_time: result.checkTime,
    check_version: 1,
    probe_dc: result.probe,
    result_id: result.resultId,
    result: result.result,
    check: result.check,
  }
}

/** A row of the list of results. */
export function listedResult(result: ResultDocument): Record<string, unknown> {
  const { passed, timings, error } = result.result
  return {
    status: result.passed ? 0 : 1,
    check_time: result.checkTime,
    check_version: 1,
    probe_dc: result.probe,
    result_id: result.resultId,
    result: { passed, timings, errorMessage: error ?? null, runType: result.runType, tunnel: false },
  }
}
