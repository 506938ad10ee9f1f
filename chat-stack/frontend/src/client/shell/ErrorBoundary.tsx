import { Component, type ReactNode } from 'react'

/** Shown instead of a blank page when drawing fails. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <main>
        <div className="empty" role="alert">
          <p className="lead">This page has failed</p>
          <p>Your conversations are kept. Loading the page again usually helps.</p>
          <button type="button" className="button primary" onClick={() => window.location.reload()}>
            Load it again
          </button>
        </div>
      </main>
    )
  }
}
