import type { PlatformStatus } from '../../platform/live-state.ts'

export const PLATFORM_TITLE: Record<PlatformStatus['id'], string> = {
  cluster: 'Cluster',
  rabbitmq: 'RabbitMQ',
  chat: 'Chat',
  traffic: 'Traffic',
  datadog: 'Datadog',
  model: 'Model',
}

/** The platforms that a presenter is asked about; parts of the stack itself only show when they are away. */
const ALWAYS: PlatformStatus['id'][] = ['cluster', 'datadog', 'model']

/** Badges of the header in their order: what is outside the product, then what is away. */
export function headerPlatforms(platforms: PlatformStatus[]): PlatformStatus[] {
  const always = ALWAYS.flatMap(id => platforms.filter(platform => platform.id === id))
  const away = platforms.filter(platform => platform.reachable === false && !ALWAYS.includes(platform.id))
  return [...away, ...always]
}
