import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useParams } from '@remix-run/react'
import { DASHBOARDS } from '../features/shell/pages.ts'
import { Board } from '../features/widgets/board-page.tsx'

export function loader({ params }: LoaderFunctionArgs) {
  if (!DASHBOARDS.some(page => page.dashboard === params.dashboard)) {
    throw new Response(null, { status: 404, statusText: 'Not Found' })
  }
  return null
}

const titleOf = (dashboard: string | undefined) => DASHBOARDS.find(page => page.dashboard === dashboard)?.title ?? ''

export const meta: MetaFunction = ({ params }) => [{ title: titleOf(params.dashboard) }]

export default function DashboardPage() {
  const { dashboard = '' } = useParams()
  return (
    <main className="board">
      <h1 className="vh">{titleOf(dashboard)}</h1>
      <Board key={dashboard} dashboard={dashboard} ownSpan="15m" />
    </main>
  )
}
