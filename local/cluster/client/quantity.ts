const suffixes: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

const pattern = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/

/**
 * The number that a Kubernetes quantity stands for: bytes for memory, cores for CPU.
 * @throws when the text is not a quantity; the API server refuses such objects, so this is a defect.
 */
export function parseQuantity(text: string | number): number {
  const match = pattern.exec(String(text))
  if (!match) throw new Error(`"${text}" is not a quantity`)
  const [, number = '', suffix = '', exponent] = match
  return Number(number) * (exponent === undefined ? (suffixes[suffix] ?? 1) : 10 ** Number(exponent))
}
