/** A metric of a Prometheus text exposition with all its samples. */
export interface MetricFamily {
  name: string
  type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'
  samples: { name: string; labels: Readonly<Record<string, string>>; value: number }[]
}

/** Text that is no exposition. */
export class ExpositionError extends Error {
  override name = 'ExpositionError'
}

const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const
const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/
const label = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y
const suffixes = /_(?:sum|count|bucket)$/

/**
 * Reads Prometheus' text format, version 0.0.4.
 * @throws ExpositionError that shows the line that is none of it
 */
export function parseExposition(text: string): MetricFamily[] {
  const families = new Map<string, MetricFamily>()
  const familyOf = (name: string, type: MetricFamily['type'] = 'untyped') => {
    const known = families.get(name)
    if (known) return known
    const family: MetricFamily = { name, type, samples: [] }
    families.set(name, family)
    return family
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('# TYPE ')) {
      const [, , name = '', given] = line.split(/\s+/)
      familyOf(name, types.find(type => type === given) ?? 'untyped')
    } else if (line !== '' && !line.startsWith('#')) {
      const read = readSample(line)
      const base = read.name.replace(suffixes, '')
      const owner = families.has(read.name) || !families.has(base) ? read.name : base
      familyOf(owner).samples.push(read)
    }
  }
  return [...families.values()]
}

function readSample(line: string): MetricFamily['samples'][number] {
  const [, name = '', labels = '', number = ''] = sample.exec(line) ?? []
  const value = numberOf(number)
  if (name === '' || value === null) throw new ExpositionError(`no sample of Prometheus' text format: ${line}`)
  return { name, value, labels: readLabels(labels, line) }
}

function numberOf(text: string): number | null {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (text === 'NaN') return Number.NaN
  const value = Number(text)
  return text === '' || Number.isNaN(value) ? null : value
}

function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  label.lastIndex = 0
  while (label.lastIndex < text.length) {
    const [, name = '', value = ''] = label.exec(text) ?? []
    if (name === '') throw new ExpositionError(`labels that cannot be read: ${line}`)
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  }
  return labels
}
