import type { MetaFunction } from '@remix-run/node'
import { ModelLens } from '../features/lenses/model/model-lens.tsx'
import { Board } from '../features/widgets/board-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Model' }]

const SPAN = '15m'

/** The dashboard's figures on top, the calls below them, then its charts. */
export default function ModelPage() {
  return (
    <main className="board">
      <h1 className="vh">Model</h1>
      <Board
        dashboard="model"
        ownSpan={SPAN}
        after={{ 0: <ModelLens ownSpan={SPAN} /> }}
        otherwise={<ModelLens ownSpan={SPAN} />}
      />
    </main>
  )
}
