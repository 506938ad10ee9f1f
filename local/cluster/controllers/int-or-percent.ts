/** Resolves `3` or `"25%"` against a total; percentages round up or down as asked. */
export function scaledValue(value: string | number, total: number, round: 'up' | 'down'): number {
  if (typeof value === 'number') return value
  const match = /^(\d+)%$/.exec(value)
  if (!match) throw new Error(`"${value}" is neither a number nor a percentage`)
  const exact = (Number(match[1]) * total) / 100
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact)
}
