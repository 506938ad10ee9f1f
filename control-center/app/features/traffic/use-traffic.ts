import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TrafficProfile } from '../../platform/live-state.ts'
import { call } from '../api/call.ts'
import { changeLive } from '../live/query.ts'
import { useToast } from '../toasts/toasts.tsx'

/** Sets the traffic. The control shows the wanted level at once; a refusal puts the true one back. */
export function useTraffic() {
  const client = useQueryClient()
  const say = useToast()
  return useMutation({
    mutationFn: (profile: TrafficProfile) =>
      call<{ profile: TrafficProfile }>('/api/v1/traffic', { method: 'PUT', body: { profile } }),
    onSuccess: ({ profile }) => {
      changeLive(client, state => ({ ...state, traffic: { ...state.traffic, profile } }))
    },
    onError: error => say({ tone: 'bad', title: 'Could not change the traffic', detail: error.message }),
  })
}
