import { useMutation } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { useToast } from '../toasts/toasts.tsx'
import { useBoardPage } from './board-context.tsx'

/** Has the server ask Datadog again, now, for what failed on this page. */
export function useAskAgain(): { ask: () => void; asking: boolean } {
  const { dashboard } = useBoardPage()
  const say = useToast()
  const { mutate, isPending } = useMutation({
    mutationFn: () => call(`/api/v1/widgets/${dashboard}/ask`, { method: 'POST' }),
    onError: error => say({ tone: 'bad', title: 'Could not ask', detail: error.message }),
  })
  return { ask: () => mutate(), asking: isPending }
}
