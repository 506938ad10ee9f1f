import type { PreflightCheck } from '@chat-demo/engine/preflight'
import { GROUP_TITLE, PREFLIGHT_GROUPS } from '@chat-demo/engine/preflight/words'
import { Fragment } from 'react'
import { TONE_ICON } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { GROUP_WORDS, STATE_TONE, STATE_WORDS, took } from './preflight-view.ts'

/** Each check in its group: found, what to do, and how long it took. */
export function ChecksTable({ checks }: { checks: PreflightCheck[] }) {
  return (
    <section className="scroll-x" aria-label="Checks" tabIndex={checks.length > 0 ? 0 : -1}>
      <table className="tbl checks">
        <thead>
          <tr>
            <th>Check</th>
            <th>Found</th>
            <th>What to do</th>
            <th className="num">Took</th>
          </tr>
        </thead>
        {PREFLIGHT_GROUPS.map(group => {
          const own = checks.filter(check => check.group === group)
          if (own.length === 0) return <Fragment key={group} />
          return (
            <tbody key={group}>
              <tr className="group">
                <th scope="rowgroup">{GROUP_TITLE[group]}</th>
                <td className="dim" colSpan={3}>
                  {GROUP_WORDS[group]}
                </td>
              </tr>
              {own.map(check => (
                <CheckRow key={check.id} check={check} />
              ))}
            </tbody>
          )
        })}
      </table>
    </section>
  )
}

function CheckRow({ check }: { check: PreflightCheck }) {
  const tone = STATE_TONE[check.state]
  return (
    <tr data-state={check.state}>
      <td className="b">
        <span className="row">
          <Icon name={TONE_ICON[tone]} label={STATE_WORDS[check.state]} className={`fg-${tone}`} />
          {check.title}
        </span>
      </td>
      <td className="wrap">{check.found}</td>
      <td className={check.todo === null ? 'dim' : 'wrap'}>{check.todo ?? 'nothing'}</td>
      <td className="num mono mid">{took(check.tookMs)}</td>
    </tr>
  )
}
