import type { Run } from '@chat-demo/engine'
import type { ModelCall } from '../../../platform/lenses/model/types.ts'
import { errorWords, evaluationViews, thumbOf } from './call-words.ts'

export const FACETS = [
  { id: 'status', title: 'Status' },
  { id: 'tokens', title: 'Tokens per call' },
  { id: 'evaluation', title: 'Evaluation' },
  { id: 'run', title: 'During run' },
] as const
type FacetId = (typeof FACETS)[number]['id']

export type RunTime = Pick<Run, 'id' | 'title' | 'activeAt' | 'endedAt'>

export interface Option {
  /** `status:401`, as it stands in an address. */
  id: string
  title: string
  /** Of all calls that were read. */
  count: number
}

interface Property {
  id: string
  title: string
}

const TOKENS: [most: number, title: string][] = [
  [500, 'up to 500'],
  [1_500, '500 to 1,500'],
  [Number.POSITIVE_INFINITY, 'above 1,500'],
]

/** What a call is, in each facet; a call without tokens is none of the sizes. */
function propertiesOf(call: ModelCall, runs: readonly RunTime[]): Record<FacetId, Property[]> {
  const { error, tokens, evaluations } = call
  const total = tokens === null ? null : tokens.input + tokens.output
  const size = total === null ? undefined : TOKENS.find(([most]) => total <= most)
  const during = runs.filter(run => isDuring(call.at, run))
  const thumb = thumbOf(evaluations)
  const offTopic = evaluationViews(evaluations).some(one => one.tone === 'warn')
  const judged: Property[] = [
    ...(thumb ? [{ id: thumb, title: thumb === 'up' ? 'Thumbs up' : 'Thumbs down' }] : []),
    ...(offTopic ? [{ id: 'off-topic', title: 'Off topic' }] : []),
    ...(evaluations.length === 0 ? [{ id: 'none', title: 'Not evaluated' }] : []),
  ]
  return {
    status: [
      error === null
        ? { id: 'ok', title: 'Good reply' }
        : { id: String(error.status ?? 'none'), title: errorWords(error) },
    ],
    tokens: size ? [{ id: String(size[0]), title: size[1] }] : [],
    evaluation: judged,
    run: during.length === 0 ? [{ id: 'none', title: 'No run' }] : during.map(({ id, title }) => ({ id, title })),
  }
}

/** From the injection until the run is over, healed or not. */
export function isDuring(at: string, { activeAt, endedAt }: RunTime): boolean {
  const time = Date.parse(at)
  return activeAt !== null && time >= Date.parse(activeAt) && (endedAt === null || time <= Date.parse(endedAt))
}

/** Options of each facet that any call has, the most frequent first; one that is chosen stays also without a call. */
export function facetsOf(
  calls: readonly ModelCall[],
  runs: readonly RunTime[],
  chosen: ReadonlySet<string>,
): { id: FacetId; title: string; options: Option[] }[] {
  const found = new Map<string, Option>()
  for (const call of calls) {
    const properties = propertiesOf(call, runs)
    for (const facet of FACETS) {
      for (const { id, title } of properties[facet.id]) {
        const key = `${facet.id}:${id}`
        const known = found.get(key)
        if (known) known.count++
        else found.set(key, { id: key, title, count: 1 })
      }
    }
  }
  for (const id of chosen) {
    if (!found.has(id)) found.set(id, { id, title: id.slice(id.indexOf(':') + 1), count: 0 })
  }
  return FACETS.map(facet => ({
    ...facet,
    options: [...found.values()]
      .filter(option => option.id.startsWith(`${facet.id}:`))
      .sort((a, b) => b.count - a.count || a.title.localeCompare(b.title)),
  })).filter(facet => facet.options.length > 0)
}

/** Calls that have one of the chosen options in every facet in which any is chosen. */
export function filtered(
  calls: readonly ModelCall[],
  runs: readonly RunTime[],
  chosen: ReadonlySet<string>,
): ModelCall[] {
  const wanted = FACETS.map(({ id }) => ({
    id,
    options: [...chosen].filter(option => option.startsWith(`${id}:`)).map(option => option.slice(id.length + 1)),
  })).filter(facet => facet.options.length > 0)
  if (wanted.length === 0) return [...calls]
  return calls.filter(call => {
    const properties = propertiesOf(call, runs)
    return wanted.every(facet => properties[facet.id].some(({ id }) => facet.options.includes(id)))
  })
}

/** `status:401,run:x` of an address; what names no facet is left out. */
export function chosenOf(words: string | null): Set<string> {
  return new Set((words ?? '').split(',').filter(option => FACETS.some(({ id }) => option.startsWith(`${id}:`))))
}

export interface RunMark {
  run: RunTime
  at: string
  what: 'injected' | 'over'
}

/** Rows newest first: calls, and between them when a run began and ended. */
export function withMarks(calls: readonly ModelCall[], runs: readonly RunTime[]): (ModelCall | RunMark)[] {
  const oldest = calls.at(-1)
  if (!oldest) return []
  const from = Date.parse(oldest.at)
  const marks = runs.flatMap((run): RunMark[] => [
    ...(run.activeAt ? [{ run, at: run.activeAt, what: 'injected' as const }] : []),
    ...(run.endedAt ? [{ run, at: run.endedAt, what: 'over' as const }] : []),
  ])
  return [...calls, ...marks.filter(mark => Date.parse(mark.at) >= from)].sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at),
  )
}
