import { z } from 'zod'
import type { Unit, UnitPair } from './model.ts'

/** `[unit, per unit]` of an answer; each may be null, and so may the whole. */
export const unitPairSchema = z
  .array(
    z
      .looseObject({
        family: z.string().nullish(),
        name: z.string().nullish(),
        short_name: z.string().nullish(),
        scale_factor: z.number().nullish(),
      })
      .nullish(),
  )
  .nullish()

const plain = (family: string, scale: number, short: string | null = null) => ({ family, scale, short })

/** Units that a formula can name, by Datadog's names for them. Scales are of second, byte, dollar, core, fraction. */
const NAMED: Record<string, Omit<Unit, 'name'>> = {
  nanosecond: plain('time', 1e-9, 'ns'),
  microsecond: plain('time', 1e-6, 'µs'),
  millisecond: plain('time', 1e-3, 'ms'),
  second: plain('time', 1, 's'),
  minute: plain('time', 60, 'min'),
  hour: plain('time', 3600, 'h'),
  day: plain('time', 86_400, 'd'),
  bit: plain('bytes', 0.125, 'b'),
  byte: plain('bytes', 1, 'B'),
  kibibyte: plain('bytes', 1024, 'KiB'),
  mebibyte: plain('bytes', 1024 ** 2, 'MiB'),
  gibibyte: plain('bytes', 1024 ** 3, 'GiB'),
  percent: plain('percentage', 0.01, '%'),
  fraction: plain('percentage', 1),
  percent_nano: plain('percentage', 1e-9),
  dollar: plain('money', 1, '$'),
  cent: plain('money', 0.01, '¢'),
  nanodollar: plain('money', 1e-9),
  microdollar: plain('money', 1e-6),
  nanocore: plain('cpu', 1e-9, 'ncores'),
  microcore: plain('cpu', 1e-6, 'µcores'),
  millicore: plain('cpu', 1e-3, 'mcores'),
  core: plain('cpu', 1, 'cores'),
}

export function unitNamed(name: string): Unit {
  return { name, ...(NAMED[name] ?? plain('general', 1)) }
}

/** Datadog's own description of a unit; its scale wins where we know the unit, so that families agree. */
export function unitPairOf(pair: z.infer<typeof unitPairSchema>): UnitPair {
  const [unit, per] = (pair ?? []).map(one => {
    if (!one?.name) return null
    const known = NAMED[one.name]
    return {
      name: one.name,
      family: known?.family ?? one.family ?? 'general',
      short: one.short_name ?? known?.short ?? null,
      scale: known?.scale ?? one.scale_factor ?? 1,
    }
  })
  return unit || per ? [unit ?? null, per ?? null] : null
}
