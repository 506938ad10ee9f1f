import { lazy, Suspense, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { sentence } from '../format/format.ts'
import { useWatch, useWatchedAs } from '../guide/watch-context.tsx'
import { useLive } from '../live/query.ts'
import { PodLine } from './pod-line.tsx'

const LogDrawer = lazy(() => import('./log-drawer.tsx'))

function readyWords(all: number, notReady: number): string {
  if (all === 0) return 'none yet'
  return notReady === 0 ? `all ${all} ready` : `${notReady} of ${all} not ready`
}

/** Every pod of the namespace, watched live. `brief` leaves room for the recovery proof above. */
export function PodsCard({ brief }: { brief: boolean }) {
  const pods = useLive(state => state.pods)
  const cluster = useLive(state => state.platforms.find(platform => platform.id === 'cluster'))
  const { place } = useWatch()
  const watch = useWatchedAs('pods')
  const [openPod, setOpenPod] = useState<string | null>(null)
  const [wasOpened, setWasOpened] = useState(false)
  function open(name: string) {
    setWasOpened(true)
    setOpenPod(name)
  }
  const notReady = pods.filter(pod => pod.readyContainers < pod.containers).length
  const away = cluster?.reachable === false
  return (
    <Card
      title="Pods"
      sub={`namespace chat-demo, watched live, ${readyWords(pods.length, notReady)}`}
      end={away ? <Badge tone="warn">No new data</Badge> : null}
      className={`pods ${brief ? 'brief' : 'wide'}`}
      ref={place('pods')}
      watch={watch}
    >
      {away && <p className="note warn">{sentence(cluster?.problem ?? '')}</p>}
      <div className={`scroll-x ${away ? 'stale' : ''}`}>
        <table className="tbl">
          <thead>
            <tr>
              <th>Pod</th>
              <th>Status</th>
              <th className="num ready">Ready</th>
              <th className="num">Restarts</th>
              <th className="memory">Memory, 2 min</th>
              <th className="num">Used / limit</th>
              <th className="exit">Last exit</th>
              <th className="num">Age</th>
            </tr>
          </thead>
          <tbody>
            {pods.map(pod => (
              <PodLine key={pod.uid} pod={pod} onOpen={() => open(pod.name)} />
            ))}
          </tbody>
        </table>
      </div>
      {wasOpened && (
        <Suspense>
          <LogDrawer podName={openPod} onClose={() => setOpenPod(null)} />
        </Suspense>
      )}
    </Card>
  )
}
