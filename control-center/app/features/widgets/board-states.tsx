import { useEffect, useState } from 'react'
import type { WidgetProblem } from '../../platform/widgets/model.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { problemWords } from './status.ts'
import { useAskAgain } from './use-ask-again.ts'

const PATIENCE_MS = 300

/** In the place of a dashboard that is not known yet. */
export function BoardLoading() {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <p className="row mid board-word" role="status">
      <Icon name="busy" /> Asking Datadog
    </p>
  )
}

/** Why there is no dashboard, or none as it is now. */
export function BoardProblem({ problem }: { problem: WidgetProblem }) {
  const { title, detail } = problemWords(problem)
  const { ask, asking } = useAskAgain()
  return (
    <section className="card board-word row" aria-label={title}>
      <Icon name="warn" className="warn" />
      <p>
        <b>{title}.</b> <span className="mid">{detail}</span>
      </p>
      <Button small busy={asking} onClick={ask} className="end">
        Ask again
      </Button>
    </section>
  )
}
