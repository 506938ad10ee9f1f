import { isRouteErrorResponse, Link, useRouteError } from '@remix-run/react'
import { Icon } from '../../ui/icon.tsx'

/** What is said about an error that reached a page: what happened, then what to do. */
function wordsFor(error: unknown): { title: string; detail: string } {
  if (isRouteErrorResponse(error)) {
    if (error.status === 404) {
      return { title: 'There is no such page', detail: 'The address may be old, or a letter of it is missing.' }
    }
    return { title: `The control center answered ${error.status}`, detail: String(error.data || error.statusText) }
  }
  return {
    title: 'This page met a defect',
    detail: error instanceof Error ? error.message : 'The browser console says more.',
  }
}

export function ErrorPage() {
  const { title, detail } = wordsFor(useRouteError())
  return (
    <main className="alone">
      <div className="card alone-card">
        <p className="logo">
          <Icon name="logo" />
          Chat Demo Control Center
        </p>
        <h1 className="verdict row">
          <Icon name="bad" className="bad" />
          {title}
        </h1>
        <p className="mid">{detail}</p>
        <p className="note">
          The system behind this page goes on as it is: runs heal by themselves at their time, and{' '}
          <span className="mono">npm run heal</span> takes every change back.
        </p>
        <p className="row">
          <a className="btn pri" href=".">
            Load again
          </a>
          <Link className="btn" to="/">
            Control center
          </Link>
        </p>
      </div>
    </main>
  )
}
