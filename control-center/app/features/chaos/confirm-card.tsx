import type { ScenarioSummary } from '@chat-demo/engine'
import { useEffect, useRef } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { duration, wholeSeconds } from '../format/format.ts'
import { useKey } from '../keys/keys-context.tsx'
import { useLive } from '../live/query.ts'
import { useInject } from './use-chaos.ts'
import { warningsFor } from './warnings.ts'

interface ConfirmCardProps {
  scenario: ScenarioSummary
  onClose: () => void
}

/** What is about to be changed, for how long, and what speaks against it. Enter injects, Esc puts it back. */
export function ConfirmCard({ scenario, onClose }: ConfirmCardProps) {
  const steady = useLive(state => state.steady)
  const traffic = useLive(state => state.traffic)
  const inject = useInject()
  const button = useRef<HTMLButtonElement>(null)
  const warnings = warningsFor(scenario, { steady, traffic })
  const blocked = scenario.blocked !== null
  const force = warnings.length > 0
  useKey('close', onClose)
  useEffect(() => button.current?.focus(), [])

  return (
    <section className={`runcard ${blocked || force ? 'blocked' : ''}`} aria-label={`Start ${scenario.title}`}>
      <div className="row">
        <h3 className="b cut">{scenario.title}</h3>
        <span className="end">
          {blocked ? (
            <Badge tone="warn" icon="lock">
              Blocked
            </Badge>
          ) : (
            <Badge tone="plain" icon="circle">
              Ready
            </Badge>
          )}
        </span>
      </div>
      <p className="note">
        <span className="mono mid">{scenario.change}</span>, heals by itself after {duration(scenario.defaultSeconds)}
      </p>
      {scenario.promises.length > 0 && !blocked && (
        <p className="note">
          Promised: {scenario.promises.map(one => `${one.title} within ${wholeSeconds(one.withinSeconds)}`).join('; ')}
        </p>
      )}
      {scenario.blocked && <p className="text-sm warn">{scenario.blocked}</p>}
      {!blocked &&
        warnings.map(warning => (
          <p key={warning} className="text-sm warn">
            {warning}
          </p>
        ))}
      <div className="row mt-2">
        <Button
          ref={button}
          small
          look={force ? 'plain' : 'dang'}
          icon="bolt"
          hint={blocked ? undefined : 'Enter'}
          disabled={blocked}
          busy={inject.isPending}
          onClick={() => inject.mutate({ scenario, force }, { onSuccess: onClose })}
        >
          {force && !blocked ? 'Inject anyway' : 'Inject'}
        </Button>
        <Button small look="quiet" hint="Esc" onClick={onClose}>
          Not now
        </Button>
      </div>
    </section>
  )
}
