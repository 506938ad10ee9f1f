import type { Cluster } from '../cluster/cluster.ts'
import type { ToxicControl } from '../toxic/toxic.ts'

/** What a run acts on. */
export interface Reach {
  cluster: Cluster
  /** null where its address is not known. */
  toxiproxy: ToxicControl | null
}
