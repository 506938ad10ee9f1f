import type { MetaFunction } from '@remix-run/node'
import { useRouteLoaderData } from '@remix-run/react'
import { ChaosPanel } from '../features/chaos/chaos-panel.tsx'
import { ChatCards } from '../features/chat/chat-cards.tsx'
import { QuestionsCard } from '../features/chat/questions-card.tsx'
import { EventsCard } from '../features/events/events-card.tsx'
import { GuidePanel } from '../features/guide/guide-panel.tsx'
import { Strip } from '../features/guide/strip.tsx'
import { PodsCard } from '../features/pods/pods-card.tsx'
import { ProofCard, useRunToProve } from '../features/proof/proof-card.tsx'
import { MessageFlowCard, QueueDepthCard } from '../features/queue/queue-cards.tsx'
import { Board } from '../features/widgets/board-page.tsx'
import type { loader as layoutLoader } from './_live.tsx'

export const meta: MetaFunction = () => [{ title: 'Control center' }]

/** Of the overview's groups the second ends with messages and the model; below it stands where they run. */
const PODS_AFTER = 1

export default function ControlCenter() {
  const hasDatadog = useRouteLoaderData<typeof layoutLoader>('routes/_live')?.hasDatadog ?? false
  return (
    <div className="cc">
      <GuidePanel />
      {hasDatadog ? <Overview /> : <OwnCards />}
      <ChaosPanel />
      <Strip />
    </div>
  )
}

/** Datadog's overview, and what Kubernetes tells by itself. */
function Overview() {
  const proven = useRunToProve()
  const pods = <PodsCard brief={false} />
  const withoutDatadog = (
    <>
      {pods}
      <EventsCard />
    </>
  )
  return (
    <main className="board">
      <h1 className="vh">Control center</h1>
      {proven && <ProofCard run={proven} />}
      <Board dashboard="overview" ownSpan="5m" after={{ [PODS_AFTER]: pods }} otherwise={withoutDatadog} />
    </main>
  )
}

/** Without an account: what the cluster, the queue and the chat tell themselves. */
function OwnCards() {
  const proven = useRunToProve()
  return (
    <main className={`widgets ${proven ? 'with-proof' : ''}`}>
      <h1 className="vh">Control center</h1>
      {proven && <ProofCard run={proven} />}
      <ChatCards />
      <QueueDepthCard />
      <MessageFlowCard />
      <QuestionsCard />
      <PodsCard brief={proven !== null} />
      <EventsCard />
    </main>
  )
}
