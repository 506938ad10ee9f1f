import type { MonitorDocument } from '../monitors/documents.ts'
import type { TestDocument } from './documents.ts'

/** The monitor that a test makes, and keeps as it is itself. */
export function monitorOfTest(test: TestDocument, created: number, modified: number): MonitorDocument {
  const { monitor_name: name, monitor_priority: priority, monitor_options: given } = test.options
  const kind = test.type === 'browser' || test.subtype === 'http' ? test.type : `api-${test.subtype}`
  return {
    id: test.monitorId,
    type: 'synthetics alert',
    name: typeof name === 'string' ? name : `[Synthetics] ${test.name}`,
    message: test.message,
    tags: [
      ...new Set([
        ...test.tags,
        ...test.locations.map(location => `probe_dc:${location}`),
        `check_type:${kind}`,
        `check_status:${test.status}`,
        'ci_execution_rule:blocking',
      ]),
    ],
    query: 'no_query',
    options: {
      on_missing_data: 'show_no_data',
      notify_audit: false,
      new_host_delay: 300,
      include_tags: true,
      ...(given as object | undefined),
      synthetics_check_id: test.publicId,
      silenced: {},
    },
    multi: false,
    priority: typeof priority === 'number' ? priority : null,
    restrictedRoles: null,
    draftStatus: 'published',
    assets: [],
    ...(test.notRun !== null && { notEvaluated: test.notRun }),
    created,
    modified,
  }
}
