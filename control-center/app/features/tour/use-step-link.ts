import { useQueryClient } from '@tanstack/react-query'
import { newestBoard, useLive } from '../live/query.ts'
import { useDatadogLink } from '../widgets/datadog-context.ts'
import { linkOfStep } from './step-link.ts'
import { useActiveTour } from './use-tour.ts'

/** Where Datadog shows what the present step shows; null without a tour, an account, or such a place. */
export function useStepLink(): { href: string; name: string } | null {
  const client = useQueryClient()
  const monitors = useLive(state => state.monitors.rows)
  const active = useActiveTour()
  const target = active
    ? linkOfStep(active.current.step, {
        monitors,
        traceId: active.view.progress.message?.traceId ?? null,
        boardOf: dashboard => newestBoard(client, dashboard),
      })
    : null
  return useDatadogLink(target, '15m')
}
