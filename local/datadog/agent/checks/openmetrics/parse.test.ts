import { expect, it } from 'vitest'
import { ExpositionError, parseExposition } from './parse.ts'

it('reads types, labels with escapes, times, and numbers of every kind', () => {
  const text = `# HELP ready Messages ready
# TYPE ready gauge
ready{vhost="/",queue="a \\"b\\", \\\\c\\nd"} 3
ready{queue="x",} 4e2 1700000000000
# a comment

# TYPE seen_total counter
seen_total 12
# TYPE took summary
took_sum 1.5
took_count 2
took{quantile="0.5"} NaN
lone +Inf
`
  expect(parseExposition(text)).toEqual([
    {
      name: 'ready',
      type: 'gauge',
      samples: [
        { name: 'ready', labels: { vhost: '/', queue: 'a "b", \\c\nd' }, value: 3 },
        { name: 'ready', labels: { queue: 'x' }, value: 400 },
      ],
    },
    { name: 'seen_total', type: 'counter', samples: [{ name: 'seen_total', labels: {}, value: 12 }] },
    {
      name: 'took',
      type: 'summary',
      samples: [
        { name: 'took_sum', labels: {}, value: 1.5 },
        { name: 'took_count', labels: {}, value: 2 },
        { name: 'took', labels: { quantile: '0.5' }, value: Number.NaN },
      ],
    },
    { name: 'lone', type: 'untyped', samples: [{ name: 'lone', labels: {}, value: Infinity }] },
  ])
})

it.each(['<html>', 'ready{queue=x} 1', 'ready', 'ready one'])('refuses %j and shows it', line => {
  expect(() => parseExposition(`a 1\n${line}\n`)).toThrow(ExpositionError)
  expect(() => parseExposition(line)).toThrow(line)
})
