import type { Notice } from './advance.ts'
import type { MonitorDocument } from './documents.ts'

/**
 * A monitor's message as its event says it: `{{#is_alert}} … {{/is_alert}}` kept or left out, `{{value}}`,
 * `{{threshold}}` and `{{tag.name}}` replaced. What is not known stays as it is written.
 */
export function renderMessage(monitor: MonitorDocument, notice: Notice): string {
  const facts = factsOf(notice)
  const variables = variablesOf(monitor, notice)
  return renderBlocks(monitor.message, facts).replace(
    /\{\{\s*([\w.@-]+)\s*\}\}/g,
    (written, name: string) => variables.get(name) ?? written,
  )
}

function factsOf({ from, to, kind }: Notice): ReadonlyMap<string, boolean> {
  return new Map([
    ['is_alert', to === 'Alert'],
    ['is_warning', to === 'Warn'],
    ['is_no_data', to === 'No Data'],
    ['is_recovery', to === 'OK'],
    ['is_renotify', kind === 'renotify'],
    ['is_alert_recovery', to === 'OK' && from === 'Alert'],
    ['is_warning_recovery', to === 'OK' && from === 'Warn'],
    ['is_no_data_recovery', to === 'OK' && from === 'No Data'],
    ['is_alert_to_warning', from === 'Alert' && to === 'Warn'],
    ['is_warning_to_alert', from === 'Warn' && to === 'Alert'],
  ])
}

function renderBlocks(message: string, facts: ReadonlyMap<string, boolean>): string {
  const block = /\{\{\s*([#^])\s*(\w+)\s*\}\}((?:(?!\{\{\s*[#^]).)*?)\{\{\s*\/\s*\2\s*\}\}/s
  let text = message
  // Innermost first, until none is left that is known.
  for (let match = block.exec(text); match !== null; match = block.exec(text)) {
    const [whole, sign, name = '', inside = ''] = match
    const holds = facts.get(name) ?? false
    text = text.replace(whole, () => (holds === (sign === '#') ? inside : ''))
  }
  return text.trim()
}

function variablesOf({ name, options, priority }: MonitorDocument, { group, to, value }: Notice): Map<string, string> {
  const { critical, warning } = options.thresholds ?? {}
  const threshold = to === 'Warn' ? warning : critical
  const tags = group === '*' ? [] : group.split(',')
  return new Map([
    ['value', value === null ? '' : String(Number(value.toPrecision(6)))],
    ['threshold', String(threshold ?? '')],
    ['warn_threshold', String(warning ?? '')],
    ['priority', priority === null ? '' : `P${priority}`],
    ['name', name],
    ...tags.map(tag => [`${tag.slice(0, tag.indexOf(':'))}.name`, tag.slice(tag.indexOf(':') + 1)] as const),
  ])
}
