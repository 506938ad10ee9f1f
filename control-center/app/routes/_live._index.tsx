import type { MetaFunction } from '@remix-run/node'
import { ChaosPanel } from '../features/chaos/chaos-panel.tsx'
import { ChatCards } from '../features/chat/chat-cards.tsx'
import { QuestionsCard } from '../features/chat/questions-card.tsx'
import { EventsCard } from '../features/events/events-card.tsx'
import { GuidePanel } from '../features/guide/guide-panel.tsx'
import { Strip } from '../features/guide/strip.tsx'
import { WatchProvider } from '../features/guide/watch-context.tsx'
import { PodsCard } from '../features/pods/pods-card.tsx'
import { ProofCard, useRunToProve } from '../features/proof/proof-card.tsx'
import { MessageFlowCard, QueueDepthCard } from '../features/queue/queue-cards.tsx'

export const meta: MetaFunction = () => [{ title: 'Control center' }]

export default function ControlCenter() {
  const proven = useRunToProve()
  return (
    <WatchProvider>
      <div className="cc">
        <GuidePanel />
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
        <ChaosPanel />
        <Strip />
      </div>
    </WatchProvider>
  )
}
