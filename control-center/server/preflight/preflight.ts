import type { Clock } from '@chat-demo/engine'
import { PREFLIGHT_GROUPS, type Preflight, takeLooks } from '@chat-demo/engine/preflight'
import type { DatadogClient } from '../../app/platform/datadog/client.ts'
import type { PlatformLabels } from '../../app/platform/labels.ts'
import type { Platform } from '../../app/platform/platform.ts'
import { chaosLooks } from './chaos.ts'
import { chatLooks } from './chat.ts'
import { clusterLooks } from './cluster.ts'
import { datadogLooks } from './datadog.ts'
import { machineLooks } from './machine.ts'

export interface PreflightOptions {
  platform: Pick<Platform, 'config' | 'namespace' | 'engine' | 'catalog' | 'live' | 'boards'>
  /** null without keys of an account. */
  datadog: DatadogClient | null
  datadogEnv: string
  chatUrl: string
  toxiproxyUrl: string | undefined
  labels: PlatformLabels
  /** Where this process writes. */
  folder: string
  clock: Clock
}

/**
 * Makes the pre-flight check: everything that would embarrass on stage. It changes nothing but for one conversation
 * that it opens, asks in and deletes. Whoever asks while one is under way gets the same.
 */
export function preflightOf(options: PreflightOptions): () => Promise<Preflight> {
  let running: Promise<Preflight> | null = null
  return () => {
    running ??= takeLooks(looksOf(options), options.clock).finally(() => {
      running = null
    })
    return running
  }
}

function looksOf(options: PreflightOptions) {
  const all = [clusterLooks, chatLooks, datadogLooks, chaosLooks, machineLooks].flatMap(make => make(options))
  return PREFLIGHT_GROUPS.flatMap(group => all.filter(one => one.group === group))
}
