import { useSearchParams } from '@remix-run/react'
import { useState } from 'react'
import type { QueriesView } from '../../../platform/lenses/database/model.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { spanOf } from '../../widgets/spans.ts'
import { useInsight } from '../use-insight.ts'
import { PlanCard } from './plan-card.tsx'
import { QueriesCard, type QueryOrder } from './queries-card.tsx'
import { inOrder } from './query-order.ts'
import { WaitsCard } from './wait-tree.tsx'

const EVERY_MS = 10_000

/** What the database does now: its statements, how it runs them, and who waits for whom. */
export function DatabaseLens({ ownSpan }: { ownSpan: Span }) {
  const [search] = useSearchParams()
  const span = spanOf(search.get('span'), ownSpan)
  const insight = useInsight<QueriesView>(`/database/queries?span=${span}`, EVERY_MS)
  const [order, setOrder] = useState<QueryOrder>('total')
  const [chosen, setChosen] = useState<string | null>(null)
  const rows = inOrder(insight.data?.rows ?? [], order)
  const signature = chosen ?? rows[0]?.signature ?? null
  return (
    <div className="lens-database">
      <QueriesCard
        insight={insight}
        rows={rows}
        span={span}
        order={order}
        onOrder={setOrder}
        chosen={signature}
        onChoose={setChosen}
      />
      <PlanCard signature={signature} />
      <WaitsCard />
    </div>
  )
}
