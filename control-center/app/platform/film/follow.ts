import type { Evidence, Run } from '@chat-demo/engine'
import type { Curve, Film, FilmMark, FilmPoint, Moment } from '../../features/runs/film-schema.ts'
import type { LiveState } from '../live-state.ts'

/** So much of the quiet time before the injection belongs to the film, and of the time after the end. */
export const BEFORE_MS = 120_000
const AFTER_MS = 45_000
/** Room for the longest run and its proof at one point each five seconds; then every second point goes. */
const MAX_POINTS = 300
const MAX_MARKS = 80

/** What of the live state a film is made of. */
export type Scene = Pick<LiveState, 'pods' | 'queue' | 'chat' | 'traffic' | 'monitors' | 'tour' | 'tours'>

/** A point with the ready pods of every workload: which of them is the target is known only when a run begins. */
export interface AnyPoint extends Omit<FilmPoint, 'pods'> {
  ready: Record<string, number>
}

export function pointOf({ pods, queue, chat }: Scene, at: number): AnyPoint {
  const last = chat.history.at(-1)
  const away = chat.problem !== null || last === undefined
  const lost = (last?.failedPerSecond ?? 0) + (last?.timedOutPerSecond ?? 0)
  const known = !away && (last.failedPerSecond !== null || last.timedOutPerSecond !== null)
  return {
    at,
    queue: queue.ready,
    failed: known ? round(lost) : null,
    p95: away ? null : last.p95Seconds,
    replies: away ? null : last.answeredPerSecond,
    ready: readyPods(pods),
  }
}

const round = (value: number) => Math.round(value * 100) / 100

function readyPods(pods: LiveState['pods']): Record<string, number> {
  const ready: Record<string, number> = {}
  for (const pod of pods) {
    const up = pod.containers > 0 && pod.readyContainers === pod.containers && pod.status === 'Running'
    ready[pod.workload] = (ready[pod.workload] ?? 0) + (up ? 1 : 0)
  }
  return ready
}

export const targetOf = (run: Run): string => run.target.replace(/^deployment\//, '')

const pointFor = (run: Run, { ready, ...point }: AnyPoint): FilmPoint => ({ ...point, pods: ready[targetOf(run)] ?? 0 })

export const injectedAt = (run: Run): number => Date.parse(run.activeAt ?? run.startedAt)

export function begin(run: Run, before: readonly AnyPoint[], scene: Scene): Film {
  return {
    runId: run.id,
    traffic: scene.traffic.profile,
    points: before.filter(point => point.at >= injectedAt(run) - BEFORE_MS).map(point => pointFor(run, point)),
    marks: [],
    moments: [],
    firstFailedAt: null,
    firstAlertAt: null,
    done: false,
  }
}

/** Is there nothing more to see? */
export const isOut = (run: Run, now: number): boolean =>
  run.endedAt !== null && now >= Date.parse(run.endedAt) + AFTER_MS

/** One more look. `point`: the newest one, when it is new. `previous`: the scene of the look before. */
export function follow(
  film: Film,
  run: Run,
  look: { point: AnyPoint | null; previous: Scene | null; scene: Scene; now: number },
): Film {
  const { point, previous, scene, now } = look
  const found = previous ? marksOf(film, run, previous, scene, now) : []
  const fails = found.some(mark => mark.what === FIRST_FAILED)
  const points = point ? thinned([...film.points, pointFor(run, point)]) : film.points
  const next: Film = {
    ...film,
    points,
    marks: [...film.marks, ...found].slice(0, MAX_MARKS),
    firstFailedAt: film.firstFailedAt ?? (fails ? now : null),
  }
  const fresh = momentsOf(next, run, now).filter(moment => !film.moments.some(known => known.id === moment.id))
  return fresh.length > 0 ? { ...next, moments: [...film.moments, ...fresh] } : next
}

const thinned = (points: FilmPoint[]): FilmPoint[] =>
  points.length <= MAX_POINTS ? points : points.filter((_, index) => index % 2 === 0)

const FIRST_FAILED = 'first failed question'

function marksOf(film: Film, run: Run, before: Scene, scene: Scene, now: number): FilmMark[] {
  return [
    ...podMarks(targetOf(run), before.pods, scene.pods, now),
    ...userMarks(film, run, before.chat, scene.chat, now),
    ...tourMarks(before, scene, now),
  ]
}

function podMarks(target: string, before: LiveState['pods'], after: LiveState['pods'], at: number): FilmMark[] {
  const mark = (what: string, tone: FilmMark['tone']): FilmMark => ({ at, lane: 'Kubernetes', what, tone })
  const [was = 0, is = 0] = [readyPods(before)[target], readyPods(after)[target]]
  const ends = after.flatMap(pod => {
    const old = before.find(one => one.uid === pod.uid)
    if (pod.workload !== target || !old || !pod.lastExit) return []
    if (old.lastExit?.finishedAt === pod.lastExit.finishedAt) return []
    return [mark(`${pod.lastExit.reason} ${pod.lastExit.exitCode}`, 'bad')]
  })
  return was === is ? ends : [...ends, mark(`${target} ready ${was} → ${is}`, is > was ? 'ok' : 'warn')]
}

function userMarks(film: Film, run: Run, before: LiveState['chat'], after: LiveState['chat'], at: number): FilmMark[] {
  if (before.problem !== null || after.problem !== null) return []
  const marks: FilmMark[] = []
  const mark = (what: string, tone: FilmMark['tone']) => marks.push({ at, lane: 'Users', what, tone })
  const failed = after.failed + after.timedOut - before.failed - before.timedOut
  if (failed > 0 && film.firstFailedAt === null) mark(FIRST_FAILED, 'bad')
  const healed = run.healRequestedAt !== null
  const known = film.marks.some(one => one.what === FIRST_ANSWER)
  if (healed && !known && film.firstFailedAt !== null && after.answered > before.answered) mark(FIRST_ANSWER, 'ok')
  return marks
}

const FIRST_ANSWER = 'first answer again'

function tourMarks(before: Scene, after: Scene, at: number): FilmMark[] {
  const step = after.tour?.progress.step
  if (step === undefined || step === before.tour?.progress.step) return []
  const steps = after.tours.active?.acts.flatMap(act => act.steps) ?? []
  const place = steps.findIndex(one => one.id === step)
  return place < 0
    ? []
    : [{ at, lane: 'Tour', what: `${place + 1} ${steps[place]?.title ?? ''}`.trim(), tone: 'plain' }]
}

const CURVE: Record<Evidence['source'], Curve> = {
  kubernetes: 'pods',
  rabbitmq: 'queue',
  chat: 'failed',
  datadog: 'failed',
}
const SEEN_IN: Record<Evidence['source'], string> = {
  kubernetes: 'Kubernetes',
  rabbitmq: 'RabbitMQ, chat.requests',
  chat: 'the chat',
  datadog: 'Datadog',
}
/** The first failure and the evidence of it are one moment. */
const SAME_MS = 3_000

export const evidenceMoment = (signal: string): string => `evidence-${signal}`

function momentsOf(film: Film, run: Run, now: number): Moment[] {
  const from = injectedAt(run)
  const moments: Moment[] = run.evidence.flatMap(({ signal, title, source, seenAfterSeconds: after }) =>
    after === null
      ? []
      : [
          {
            id: evidenceMoment(signal),
            at: Math.round(from + after * 1000),
            title,
            seenIn: SEEN_IN[source],
            picture: { kind: 'curve', of: CURVE[source] },
          },
        ],
  )
  const { firstFailedAt: failedAt } = film
  const told = run.evidence.some(
    ({ source, seenAfterSeconds: after }) =>
      source === 'chat' && after !== null && failedAt !== null && Math.abs(from + after * 1000 - failedAt) < SAME_MS,
  )
  if (failedAt !== null && !told && now - failedAt >= SAME_MS) {
    const picture = { kind: 'curve' as const, of: 'failed' as const }
    moments.push({ id: 'first-failed', at: failedAt, title: 'The first user failed', seenIn: 'the chat', picture })
  }
  if (run.endedAt !== null) {
    const title = run.state === 'healed' ? 'Steady again, proven' : 'Given up: not proven steady'
    const picture = { kind: 'curve' as const, of: 'queue' as const }
    moments.push({ id: 'end', at: Date.parse(run.endedAt), title, seenIn: 'all conditions', picture })
  }
  return moments
}
