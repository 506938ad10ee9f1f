import { Button } from '../../ui/button.tsx'
import { useLive } from '../live/query.ts'
import { useTour } from '../tour/tour-context.tsx'
import { useGuide } from './guide-panel.tsx'
import { nextThings } from './guide-state.ts'
import { useWatch } from './watch-context.tsx'

/** Where the left column has no room, what to show now stays in sight at the foot. */
export function Strip() {
  const { active } = useTour()
  return active ? null : <RunStrip />
}

function RunStrip() {
  const { run, scenario, steps } = useGuide()
  const traffic = useLive(state => state.traffic)
  const steady = useLive(state => state.steady)
  const { show } = useWatch()
  if (run && scenario) {
    const index = steps.findIndex(step => step.state === 'now')
    const step = steps[index]
    const title = step ? `${index + 1} ${step.look}` : run.state === 'healed' ? 'Healed, and proven' : 'All shown'
    return (
      <section className="strip" aria-label="What to show now">
        <p>
          <span className="label block">{scenario.title}</span>
          <b className="strip-title">{title}</b>
        </p>
        <p className="say cut">{step?.why ?? scenario.teaches}</p>
        {step && (step.where !== 'proof' || run.healRequestedAt !== null) && (
          <Button look="pri" onClick={() => show(step.where)}>
            Show it
          </Button>
        )}
      </section>
    )
  }
  const thing = nextThings({ traffic, steady }).find(one => one.state === 'now')
  if (!thing) return null
  return (
    <section className="strip" aria-label="What to do next">
      <p>
        <span className="label block">Next</span>
        <b className="strip-title">{thing.title}</b>
      </p>
      <p className="say cut">{thing.detail}</p>
    </section>
  )
}
