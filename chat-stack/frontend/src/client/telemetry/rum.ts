import { datadogRum } from '@datadog/browser-rum'
import type { RumConfig } from '../../rum-config.ts'
import { currentRoute, onNavigation } from '../shell/router.ts'
import type { User } from '../user/user.ts'
import { isTraced } from './traced.ts'

export interface Rum {
  identify(user: User): void
  asked(conversationId: string | undefined): void
  firstToken(askedAt: number): void
}

/** Begins to watch the page. Everything goes to our own server, which forwards it. */
export function startRum(
  { applicationId, clientToken, service, env, version }: RumConfig,
  user: User | undefined,
): Rum {
  datadogRum.init({
    applicationId,
    clientToken,
    service,
    ...(env === undefined ? {} : { env }),
    ...(version === undefined ? {} : { version }),
    proxy: '/rum',
    sessionSampleRate: 100,
    sessionReplaySampleRate: 100,
    defaultPrivacyLevel: 'mask-user-input',
    trackUserInteractions: true,
    trackResources: true,
    trackLongTasks: true,
    trackViewsManually: true,
    // The SDK's reports about itself are of use to its makers only.
    telemetrySampleRate: 0,
    allowedTracingUrls: [
      { match: (url: string) => isTraced(url, window.location.origin), propagatorTypes: ['tracecontext', 'datadog'] },
    ],
  })
  const identify = ({ id, name }: User) => datadogRum.setUser({ id, name })
  if (user !== undefined) identify(user)
  const startView = () => datadogRum.startView({ name: viewName() })
  startView()
  onNavigation(startView)
  return {
    identify,
    asked: conversationId => datadogRum.addAction('ask', { conversationId }),
    firstToken: askedAt => {
      const duration = performance.now() - askedAt
      datadogRum.addDurationVital('chat.first_token', { startTime: performance.timeOrigin + askedAt, duration })
    },
  }
}

/** One name for all conversations: ids would make a page of its own of each. */
function viewName(): string {
  return currentRoute().conversationId === undefined ? '/' : '/c/:id'
}
