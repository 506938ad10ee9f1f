import type { FlowFigures } from '../../../platform/lenses/messages/types.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Meter } from '../../../ui/meter.tsx'
import { count, duration, NBSP, perSecond } from '../../format/format.ts'
import type { Hop } from './flow-state.ts'

/** Rates, queues and latencies as figures: what the drawing shows, for whoever reads or hears. */
export function HopsTable({ hops, now }: { hops: readonly Hop[]; now: FlowFigures }) {
  const steps = hops.filter(hop => hop.id !== 'whole')
  const total = steps.reduce((sum, hop) => sum + (hop.now ?? 0), 0)
  return (
    <>
      <table className="tbl d flow-table">
        <caption className="vh">Each step of a message’s way</caption>
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col" className="num">
              rate
            </th>
            <th scope="col" className="num">
              now
            </th>
            <th scope="col" className="num">
              usual
            </th>
            <th scope="col" className="flow-share">
              share
            </th>
            <th scope="col" className="num">
              of usual
            </th>
          </tr>
        </thead>
        <tbody>
          {hops.map(hop => (
            <tr key={hop.id} className={`s-${hop.owner}`}>
              <td className="fill cut">
                <i className="own" aria-hidden="true" /> {hop.name}
              </td>
              <td className="num mono">{hop.perSecond === null ? '' : perSecond(hop.perSecond)}</td>
              <td className="num mono b">{hop.now === null ? <span className="dim">none</span> : duration(hop.now)}</td>
              <td className="num mono dim">{hop.usual === null ? 'none' : duration(hop.usual)}</td>
              <td className="share flow-share">
                {hop.id !== 'whole' && hop.now !== null && total > 0 && (
                  <Meter part={hop.now / total} label={`${Math.round((hop.now / total) * 100)} % of the way`} />
                )}
              </td>
              <td className="num">
                <Ratio hop={hop} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="flow-queues">
        <Queue name="chat.requests" ready={now.requestsReady} more={inHand(now)} />
        <Queue name="chat.replies" ready={now.repliesReady} more="" />
        <Queue name="chat.dead" ready={now.dead} more="" />
      </dl>
    </>
  )
}

function Ratio({ hop: { ratio, tone } }: { hop: Hop }) {
  if (ratio === null) return <span className="dim">–</span>
  const words = `${ratio < 100 ? ratio.toFixed(1) : count(ratio)}${NBSP}×`
  return tone === 'plain' ? <span className="dim">{words}</span> : <Badge tone={tone}>{words}</Badge>
}

function Queue({ name, ready, more }: { name: string; ready: number | null; more: string }) {
  return (
    <div>
      <dt className="mono dim">{name}</dt>
      <dd>
        <b>{ready === null ? 'not measured' : `${count(ready)} waiting`}</b>
        {more}
      </dd>
    </div>
  )
}

function inHand({ requestsUnacked, oldestWaiting, requestsReady }: FlowFigures): string {
  const hand = requestsUnacked === null ? '' : `, ${count(requestsUnacked)} in hand`
  return oldestWaiting === null || (requestsReady ?? 0) === 0 ? hand : `${hand}, oldest ${duration(oldestWaiting)}`
}
