import type { MetaFunction } from '@remix-run/node'
import { UsersLens } from '../features/lenses/users/users-lens.tsx'

export const meta: MetaFunction = () => [{ title: 'Users' }]

export default function UsersPage() {
  return (
    <main className="board">
      <h1 className="vh">Users</h1>
      <UsersLens />
    </main>
  )
}
