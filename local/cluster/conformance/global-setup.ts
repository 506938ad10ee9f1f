import type { TestProject } from 'vitest/node'
import { startProcessCluster } from './support/process-cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    kubeconfig: string
    target: 'kubernetes' | 'process cluster'
  }
}

/**
 * Runs the suite against the cluster that CONFORMANCE_KUBECONFIG names (its node needs the suite's image, see
 * README.md), or else against a process cluster of its own, on free ports and in a temporary folder.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.CONFORMANCE_KUBECONFIG
  if (given) {
    console.log(`conformance: running against the cluster of ${given}`)
    project.provide('kubeconfig', given)
    project.provide('target', 'kubernetes')
    return async () => {}
  }
  const cluster = await startProcessCluster()
  console.log('conformance: running against local/cluster (CONFORMANCE_KUBECONFIG names another cluster)')
  project.provide('kubeconfig', cluster.kubeconfig)
  project.provide('target', 'process cluster')
  return cluster.stop
}
