import type { MetaFunction } from '@remix-run/node'
import { FollowPage } from '../features/follow-message/follow-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Follow a message' }]

export default function Follow() {
  return (
    <main className="lens lens-scrolls">
      <h1 className="vh">Follow a message</h1>
      <FollowPage />
    </main>
  )
}
