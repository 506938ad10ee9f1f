import type { FlowFigures } from '../../../platform/lenses/messages/types.ts'
import type { Owner } from '../../../platform/widgets/model.ts'

/** The drawing's own units; it is scaled to the room there is. */
export const WIDTH = 1180
export const HEIGHT = 300

export interface Box {
  id: 'backend' | 'requests' | 'worker' | 'replies' | 'reader' | 'dead'
  x: number
  y: number
  width: number
  height: number
  owner: Owner
}

const AXIS = 116

export const BOXES: Record<Box['id'], Box> = {
  backend: { id: 'backend', x: 0, y: AXIS - 50, width: 132, height: 100, owner: 'backend' },
  requests: { id: 'requests', x: 232, y: AXIS - 108, width: 258, height: 216, owner: 'rabbitmq' },
  worker: { id: 'worker', x: 596, y: AXIS - 58, width: 206, height: 116, owner: 'worker' },
  replies: { id: 'replies', x: 896, y: AXIS - 44, width: 124, height: 88, owner: 'rabbitmq' },
  reader: { id: 'reader', x: 1086, y: AXIS - 38, width: 94, height: 76, owner: 'backend' },
  dead: { id: 'dead', x: 596, y: 226, width: 206, height: 62, owner: 'rabbitmq' },
}

export interface Edge {
  id: 'published' | 'delivered' | 'replies-out' | 'replies-in'
  from: number
  to: number
  y: number
  owner: Owner
  perSecond: number | null
  stroke: number
}

const THIN = 1.5
const THICK = 10

/** Lines between the boxes, as thick as what passes: the square root, so that a tenth is still a line. */
export function edges(now: FlowFigures): Edge[] {
  const rates = [now.publishedPerSecond, now.deliveredPerSecond, now.repliesOutPerSecond, now.repliesInPerSecond]
  const most = Math.max(0.1, ...rates.map(rate => rate ?? 0))
  const between = (id: Edge['id'], a: Box['id'], b: Box['id'], owner: Owner, perSecond: number | null): Edge => ({
    id,
    from: BOXES[a].x + BOXES[a].width,
    to: BOXES[b].x,
    y: AXIS,
    owner,
    perSecond,
    stroke: THIN + (THICK - THIN) * Math.sqrt((perSecond ?? 0) / most),
  })
  return [
    between('published', 'backend', 'requests', 'backend', now.publishedPerSecond),
    between('delivered', 'requests', 'worker', 'worker', now.deliveredPerSecond),
    between('replies-out', 'worker', 'replies', 'worker', now.repliesOutPerSecond),
    between('replies-in', 'replies', 'reader', 'backend', now.repliesInPerSecond),
  ]
}

/** Marks that fit into the box of a queue. */
const MOST_MARKS = 42
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

/** Waiting messages as marks, each for one or a round number of them. */
export function queueMarks(waiting: number): { marks: number; each: number } {
  const each = STEPS.find(step => waiting / step <= MOST_MARKS) ?? Math.ceil(waiting / MOST_MARKS)
  return { marks: Math.ceil(waiting / each), each }
}
