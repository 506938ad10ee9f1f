import type { PreflightCheck } from '@chat-demo/engine/preflight'
import { TONE_ICON } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Icon } from '../../ui/icon.tsx'
import { numberOf, STATE_TONE, STATE_WORDS, toDo } from './preflight-view.ts'

const STATES = ['fail', 'warn', 'ok'] as const

/** How many of each, and what is left to do. */
export function UntilYouStart({ checks }: { checks: PreflightCheck[] }) {
  const left = toDo(checks)
  return (
    <div className="stack preflight-side">
      <dl className="counts three">
        {STATES.map(state => (
          <div key={state}>
            <dd className="figure">
              <Icon name={TONE_ICON[STATE_TONE[state]]} className={`fg-${STATE_TONE[state]}`} />{' '}
              {numberOf(checks, state)}
            </dd>
            <dt className="label">{STATE_WORDS[state]}</dt>
          </div>
        ))}
      </dl>
      <Card title="Until you start">
        {left.length === 0 ? (
          <p className="note">Nothing is left to do.</p>
        ) : (
          <ul className="todo">
            {left.map(check => (
              <li key={check.id} className="row">
                <Icon name={TONE_ICON[STATE_TONE[check.state]]} className={`fg-${STATE_TONE[check.state]}`} />
                <div>
                  <b>{check.title}</b>
                  <div className="mid">{check.todo}</div>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <p className="note">
        From a terminal: <code>npm run preflight</code> gives the same list and exits with 1.
      </p>
    </div>
  )
}
