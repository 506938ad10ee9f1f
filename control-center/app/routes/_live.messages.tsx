import type { MetaFunction } from '@remix-run/node'
import { MessagesLens } from '../features/lenses/messages/messages-lens.tsx'
import { Board } from '../features/widgets/board-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Message flow' }]

export default function MessagesPage() {
  return (
    <main className="board">
      <h1 className="vh">Message flow</h1>
      <MessagesLens />
      <Board dashboard="messages" ownSpan="15m" />
    </main>
  )
}
