import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useEffect, useRef, useState } from 'react'
import { call } from '../features/api/call.ts'
import { codeFrom, nextPath, refusalWords } from '../features/api/login-state.ts'
import { ApiError, UNREACHABLE } from '../features/api/problem.ts'
import { Icon } from '../ui/icon.tsx'

export const meta: MetaFunction = () => [{ title: 'Log in' }]

export function loader({ request, context }: LoaderFunctionArgs) {
  if (context.session) throw redirect(nextPath(new URL(request.url).search))
  return null
}

type Login = { step: 'looking' | 'no-code' | 'asking' } | { step: 'refused'; title: string; detail: string }

export default function LoginPage() {
  const [login, setLogin] = useState<Login>({ step: 'looking' })
  const asked = useRef(false)

  useEffect(() => {
    if (asked.current) return
    asked.current = true
    const code = codeFrom(window.location.hash)
    // A used code is worth nothing; it need not stand in the address bar or the history.
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    if (!code) return setLogin({ step: 'no-code' })
    setLogin({ step: 'asking' })
    call('/api/v1/login', { method: 'POST', body: { code } }).then(
      () => window.location.replace(nextPath(window.location.search)),
      error => {
        const { status, detail } = error instanceof ApiError ? error.problem : UNREACHABLE
        setLogin({ step: 'refused', ...refusalWords(status, detail) })
      },
    )
  }, [])

  return (
    <main className="alone">
      <div className="card alone-card">
        <p className="logo">
          <Icon name="logo" />
          Chat Demo Control Center
        </p>
        <Words login={login} />
      </div>
    </main>
  )
}

function Words({ login }: { login: Login }) {
  if (login.step === 'looking' || login.step === 'asking') {
    return (
      <p className="row mid" role="status">
        <Icon name="busy" /> Logging in
      </p>
    )
  }
  const refused = login.step === 'refused'
  return (
    <div role="alert">
      <h1 className="verdict">{refused ? login.title : 'Log in with a link'}</h1>
      <p className="mid mt-1">
        {refused ? login.detail : 'The control center changes a running system, so it asks who is there.'}
      </p>
      <p className="mt-3">In a terminal, in the product’s directory:</p>
      <p className="chip mono mt-1">npm run open</p>
      <p className="note mt-1">It prints a fresh link, and opens it where there is a display.</p>
    </div>
  )
}
