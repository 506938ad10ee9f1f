import type { MetaFunction } from '@remix-run/node'
import { PreflightPage } from '../features/preflight/preflight-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Preflight' }]

export default function PreflightRoute() {
  return <PreflightPage />
}
