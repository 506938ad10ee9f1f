import { parseQuantity as parse } from '../apiserver/quantity/quantity.ts'

/**
 * The number that a Kubernetes quantity stands for: bytes for memory, cores for CPU.
 * @throws when the text is not a quantity; the API server refuses such objects, so this is a defect.
 */
export function parseQuantity(text: string | number): number {
  const quantity = parse(text)
  if (!quantity) throw new Error(`"${text}" is not a quantity`)
  return Number(quantity.nano) / 1e9
}
