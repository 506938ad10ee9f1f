import type { MetaFunction } from '@remix-run/node'
import { TracesPage } from '../features/lenses/traces/traces-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Traces' }]

export default function Traces() {
  return (
    <main className="lens">
      <h1 className="vh">Traces</h1>
      <TracesPage />
    </main>
  )
}
