/** What is defined here, in the order of a listing. A kind's folder and its name in a reference are its name here. */
export const kinds = ['rum', 'slo', 'monitor', 'synthetics', 'dashboard'] as const
export type Kind = (typeof kinds)[number]

export const folders: Record<Kind, string> = {
  rum: 'rum',
  slo: 'slos',
  monitor: 'monitors',
  synthetics: 'synthetics',
  dashboard: 'dashboards',
}

export const titles: Record<Kind, string> = {
  rum: 'RUM application',
  slo: 'SLO',
  monitor: 'monitor',
  synthetics: 'synthetic test',
  dashboard: 'dashboard',
}

/** Names an object on either side: its kind and the name of its file. */
export interface ObjectName {
  kind: Kind
  key: string
}

export function nameOf({ kind, key }: ObjectName): string {
  return `${kind}:${key}`
}
