import type { PodRow } from '../../platform/live-state.ts'
import { Badge } from '../../ui/badge.tsx'
import { Sparkline } from '../charts/sparkline.tsx'
import { age, mebi } from '../format/format.ts'
import { useWatchedPods } from '../guide/watch-context.tsx'
import { useNow } from '../live/live-context.tsx'

/** Points of a full memory history: one each 5 s over 2 minutes. */
const MEMORY_POINTS = 24

export function PodLine({ pod, onOpen }: { pod: PodRow; onOpen: () => void }) {
  const now = useNow()
  const watched = useWatchedPods(pod.workload)
  const secondsSince = (at: string) => (now - Date.parse(at)) / 1000
  return (
    <tr onClick={onOpen} className={`opens ${watched ? 'sel' : ''}`}>
      <td className="mono name" title={pod.name}>
        <button
          type="button"
          className="plain-button"
          aria-label={`Logs of ${pod.name}`}
          onClick={event => {
            event.stopPropagation()
            onOpen()
          }}
        >
          {pod.name}
        </button>
      </td>
      <td>
        <Badge tone={pod.tone}>
          {pod.status}
          {pod.backOffSeconds !== null && ` ${Math.ceil(pod.backOffSeconds)}\u00a0s`}
        </Badge>
      </td>
      <td className="num ready">
        {pod.readyContainers}/{pod.containers}
      </td>
      <td className="num restarts">{pod.restarts > 0 ? <b>{pod.restarts}</b> : 0}</td>
      <td className="memory">
        <Sparkline
          values={pod.memoryHistory}
          top={pod.memoryLimitBytes ?? Math.max(1, ...pod.memoryHistory)}
          slots={MEMORY_POINTS}
          label={`Memory of ${pod.name} over 2 minutes`}
        />
      </td>
      <td className="num used">
        {pod.memoryBytes === null ? '–' : mebi(pod.memoryBytes)} /{' '}
        {pod.memoryLimitBytes === null ? 'no limit' : `${mebi(pod.memoryLimitBytes)}\u00a0Mi`}
      </td>
      <td className="exit">
        {pod.lastExit ? (
          <span className="row">
            <Badge tone={pod.lastExit.exitCode === 0 ? 'plain' : 'bad'}>
              {pod.lastExit.reason} {pod.lastExit.exitCode}
            </Badge>
            <span className="dim">{age(secondsSince(pod.lastExit.finishedAt))}</span>
          </span>
        ) : (
          <span className="dim">none</span>
        )}
      </td>
      <td className="num dim age">{age(secondsSince(pod.createdAt))}</td>
    </tr>
  )
}
