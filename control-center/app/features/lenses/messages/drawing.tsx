import type { ReactNode } from 'react'
import type { FlowFigures } from '../../../platform/lenses/messages/types.ts'
import { TONE_CLASS } from '../../../ui/badge.tsx'
import { count, duration, NBSP, perSecond } from '../../format/format.ts'
import type { Hop, QueueVerdict } from './flow-state.ts'
import { BOXES, type Box, type Edge, edges, HEIGHT, queueMarks, WIDTH } from './geometry.ts'

interface DrawingProps {
  now: FlowFigures
  usual: FlowFigures
  hops: readonly Hop[]
  verdict: QueueVerdict
}

/** The way of a message as it is now. The table beside it says the same in words. */
export function FlowDrawing({ now, usual, hops, verdict }: DrawingProps) {
  const hop = (id: Hop['id']) => hops.find(one => one.id === id)
  const [published, delivered, out, back] = edges(now)
  const time = (id: Hop['id']) => {
    const value = hop(id)?.now
    return value == null ? null : duration(value)
  }
  return (
    <svg className="flow" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {published && <EdgeLine edge={published} below={time('publish')} />}
      {delivered && <EdgeLine edge={delivered} below={time('requests')} tone={hop('requests')?.tone} />}
      {out && <EdgeLine edge={out} below={null} />}
      {back && <EdgeLine edge={back} below={time('replies')} tone={hop('replies')?.tone} />}

      <Node box={BOXES.backend} kind="Producer" name="backend">
        <text x={14} y={62} className="mid">
          exchange chat
        </text>
        <text x={14} y={80} className="mid">
          request
        </text>
      </Node>
      <Requests now={now} usual={usual} verdict={verdict} />
      <Node box={BOXES.worker} kind="Consumer" name="worker" hot={now.workers === 0 ? 'bad' : toneOf(hop('answer'))}>
        <text x={14} y={62} className={now.workers === 0 ? 'bad' : 'mid'}>
          {now.workers === null
            ? 'pods not counted'
            : `${now.workers} ${now.workers === 1 ? 'pod takes' : 'pods take'} them`}
        </text>
        <text x={14} y={80} className="mid">
          {now.requestsUnacked === null ? '' : `${count(now.requestsUnacked)} in hand`}
        </text>
        <text x={14} y={98} className={toneOf(hop('answer')) ?? 'mid'}>
          {time('answer') === null ? 'no answer in 1 min' : `takes ${time('answer')}${was(usual.answer)}`}
        </text>
      </Node>
      <Node box={BOXES.replies} kind="Queue" name="chat.replies">
        <text x={14} y={62} className="mid">
          {now.repliesReady === null ? 'not measured' : `${count(now.repliesReady)} waiting`}
        </text>
      </Node>
      <Node box={BOXES.reader} kind="Consumer" name="backend">
        <text x={14} y={60} className="mid">
          streams
        </text>
      </Node>
      <path
        className="dead-line s-rabbitmq"
        d={`M${BOXES.requests.x + 60} ${BOXES.requests.y + BOXES.requests.height}V${BOXES.dead.y + 31}H${BOXES.dead.x}`}
      />
      <text x={BOXES.requests.x + 70} y={BOXES.dead.y + 24}>
        delivered too often, or unreadable
      </text>
      <Node box={BOXES.dead} kind="Dead-letter queue" name="chat.dead" dashed hot={(now.dead ?? 0) > 0 ? 'warn' : null}>
        <text x={192} y={42} className="rate" textAnchor="end">
          {now.dead === null ? '–' : count(now.dead)}
        </text>
      </Node>
      <text x={BOXES.replies.x} y={BOXES.dead.y + 16}>
        accepted to replied, p95
      </text>
      <text x={BOXES.replies.x} y={BOXES.dead.y + 50} className="huge">
        {time('whole') ?? 'none'}
      </text>
      <text x={BOXES.replies.x} y={BOXES.dead.y + 70} className="mid">
        {usual.wholeReply === null ? '' : `usually ${duration(usual.wholeReply)}`}
      </text>
    </svg>
  )
}

const was = (usual: number | null) => (usual === null ? '' : `, was ${duration(usual)}`)
const toneOf = (hop: Hop | undefined): 'bad' | 'warn' | null =>
  hop?.tone === 'bad' || hop?.tone === 'warn' ? hop.tone : null

interface NodeProps {
  box: Box
  kind: string
  name: string
  hot?: 'bad' | 'warn' | null
  dashed?: boolean
  children?: ReactNode
}

function Node({ box: { x, y, width, height, owner }, kind, name, hot = null, dashed = false, children }: NodeProps) {
  return (
    <g transform={`translate(${x} ${y})`} className={`s-${owner}`}>
      <rect width={width} height={height} rx={6} className={`node ${hot ?? ''} ${dashed ? 'dashed' : ''}`} />
      <rect width={4} height={height} rx={2} className="own-bar" />
      <text x={14} y={22}>
        {kind}
      </text>
      <text x={14} y={42} className="name">
        {name}
      </text>
      {children}
    </g>
  )
}

function EdgeLine({ edge, below, tone }: { edge: Edge; below: string | null; tone?: Hop['tone'] }) {
  const { from, to, y, stroke, owner, perSecond: rate } = edge
  const middle = (from + to) / 2
  const tip = Math.max(6, stroke * 0.9)
  return (
    <g className={`s-${owner}`}>
      <line x1={from} x2={to - 10} y1={y} y2={y} className="edge" strokeWidth={stroke} />
      <path d={`M${to - 11} ${y - tip}L${to} ${y}L${to - 11} ${y + tip}Z`} className="own-bar" />
      <text x={middle} y={y - tip - 6} className="rate" textAnchor="middle">
        {rate === null ? '–' : perSecond(rate)}
      </text>
      <text x={middle} y={y + tip + 18} className={tone ? TONE_CLASS[tone] : ''} textAnchor="middle">
        {below ?? ''}
      </text>
    </g>
  )
}

const PER_ROW = 14

function Requests({ now, usual, verdict }: Omit<DrawingProps, 'hops'>) {
  const { x, y, width, height } = BOXES.requests
  const waiting = now.requestsReady
  const { marks, each } = queueMarks(waiting ?? 0)
  const hot = verdict.tone === 'bad' ? 'bad' : verdict.tone === 'warn' ? 'warn' : ''
  const tone = TONE_CLASS[verdict.tone]
  return (
    <g transform={`translate(${x} ${y})`} className="s-rabbitmq">
      <rect width={width} height={height} rx={6} className={`node ${hot}`} />
      <rect width={4} height={height} rx={2} className="own-bar" />
      <text x={14} y={22}>
        Queue, durable
      </text>
      <text x={14} y={42} className="name">
        chat.requests
      </text>
      <text x={14} y={80} className="huge">
        {waiting === null ? '–' : count(waiting)}
        <tspan className="beside" dx={8}>
          waiting{growthWords(verdict.growth)}
        </tspan>
      </text>
      <text x={14} y={104} className={hot === '' ? 'mid' : tone}>
        {(waiting ?? 0) > 0 && now.oldestWaiting !== null
          ? `oldest waits ${duration(now.oldestWaiting)}`
          : 'nothing waits'}
        {usual.waitInRequests === null ? '' : `, usually ${duration(usual.waitInRequests)}`}
      </text>
      {Array.from({ length: marks }, (_, index) => index).map(index => (
        <rect
          key={index}
          x={16 + (index % PER_ROW) * 15}
          y={120 + Math.floor(index / PER_ROW) * 15}
          width={11}
          height={10}
          rx={2}
          className="own-bar"
        />
      ))}
      <text x={14} y={178}>
        {marks > 0 && `a mark is ${count(each)} ${each === 1 ? 'message' : 'messages'}`}
      </text>
      <text x={14} y={200} className={tone || 'mid'}>
        {verdict.words}
      </text>
    </g>
  )
}

function growthWords(growth: number | null): string {
  if (growth === null || Math.abs(growth) < 0.05) return ''
  return `, ${growth > 0 ? '+' : '−'}${Math.abs(growth).toFixed(1)}${NBSP}/s`
}
