import type { TestProject } from 'vitest/node'
import { type Connection, connectionOf } from './support/connection.ts'
import { startProcessCluster } from './support/process-cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the kubeconfig, for kubectl. */
    kubeconfig: string
    connection: Connection
    target: 'kubernetes' | 'process cluster'
  }
}

/**
 * Runs the suite against the cluster that CONFORMANCE_KUBECONFIG names (its node needs the suite's image, see
 * README.md), or else against a process cluster of its own, on free ports and in a temporary folder.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.CONFORMANCE_KUBECONFIG
  const cluster = given ? { kubeconfig: given, stop: async () => {} } : await startProcessCluster()
  project.provide('kubeconfig', cluster.kubeconfig)
  project.provide('connection', await connectionOf(cluster.kubeconfig))
  project.provide('target', given ? 'kubernetes' : 'process cluster')
  const where = given ? `the cluster of ${given}` : 'local/cluster (CONFORMANCE_KUBECONFIG names another cluster)'
  console.log(`conformance: ${process.env.CONFORMANCE ?? 'quick'} tests against ${where}`)
  return cluster.stop
}
