/** Path of a sparkline in a box of `width` × `height`: values from 0 to `top`, oldest first. */
export function sparkPath(values: number[], width: number, height: number, top: number, slots = values.length): string {
  if (values.length < 2 || top <= 0) return ''
  const step = width / Math.max(1, slots - 1)
  const start = width - (values.length - 1) * step
  return values
    .map((value, index) => {
      const x = start + index * step
      const y = height - (Math.min(value, top) / top) * height
      return `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
