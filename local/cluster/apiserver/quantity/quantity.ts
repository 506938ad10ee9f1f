const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/

const decimal: [string, number][] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/** A resource quantity: its value in billionths (rounded up) and the family of suffixes it was written in. */
export interface Quantity {
  nano: bigint
  format: 'decimal' | 'binary' | 'exponent'
}

const NANO = 10n ** 9n

function scale(format: Quantity['format'], suffix: string): { numerator: bigint; denominator: bigint } {
  if (format === 'binary') return { numerator: 1024n ** BigInt(binary.indexOf(suffix) + 1), denominator: 1n }
  const power = format === 'exponent' ? Number(suffix.slice(1)) : (decimal.find(([text]) => text === suffix)?.[1] ?? 0)
  return power >= 0
    ? { numerator: 10n ** BigInt(power), denominator: 1n }
    : { numerator: 1n, denominator: 10n ** BigInt(-power) }
}

/** Parses what Kubernetes accepts ("500m", "1.5Gi", "1e3", 2); undefined when it is no quantity. */
export function parseQuantity(input: unknown): Quantity | undefined {
  const match = pattern.exec(typeof input === 'number' ? String(input) : typeof input === 'string' ? input : '')
  if (!match) return undefined
  const [, sign = '', digits = '', exponent, suffix = ''] = match
  if (suffix.endsWith('i') && !binary.includes(suffix)) return undefined
  const format = exponent ? 'exponent' : suffix.endsWith('i') ? 'binary' : 'decimal'
  const [whole = '', fraction = ''] = digits.split('.')
  const { numerator, denominator } = scale(format, exponent ?? suffix)
  const divisor = 10n ** BigInt(fraction.length) * denominator
  const scaled = BigInt(`${whole}${fraction}` || '0') * numerator * NANO
  const nano = (scaled + divisor - 1n) / divisor
  return { nano: sign === '-' ? -nano : nano, format }
}

/** Writes a quantity with the largest suffix that leaves a whole number, as the API stores it. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0'
  if (format === 'binary' && nano % NANO === 0n && (nano <= -1024n * NANO || nano >= 1024n * NANO)) {
    let value = nano / NANO
    let index = -1
    while (value % 1024n === 0n && index < binary.length - 1) {
      value /= 1024n
      index++
    }
    return `${value}${index < 0 ? '' : binary[index]}`
  }
  if (format === 'binary' && nano % NANO === 0n) return `${nano / NANO}`
  const fitting = decimal.filter(([, power]) => nano % 10n ** BigInt(power + 9) === 0n).at(-1)
  const [suffix, power] = fitting ?? ['n', -9]
  const mantissa = nano / 10n ** BigInt(power + 9)
  return format === 'exponent' ? `${mantissa}${power === 0 ? '' : `e${power}`}` : `${mantissa}${suffix}`
}

/** The canonical text of a quantity; what cannot be parsed is returned as it is, for validation to refuse. */
export function canonicalQuantity(input: unknown): unknown {
  const parsed = parseQuantity(input)
  return parsed ? formatQuantity(parsed) : input
}

/** Negative, zero or positive as a is less than, equal to or greater than b; both must be quantities. */
export const compareQuantities = (a: Quantity, b: Quantity): number => (a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0)
