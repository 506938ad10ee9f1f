import { z } from 'zod'
import type { Workload } from './cluster.ts'

const count = z.int().nullish()

/** What the engine reads of a Deployment (or StatefulSet); the rest is passed through. */
const deploymentSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    resourceVersion: z.string().default(''),
    generation: count,
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z.looseObject({ replicas: count }),
  status: z
    .looseObject({ replicas: count, readyReplicas: count, updatedReplicas: count, observedGeneration: count })
    .nullish(),
})

/** A workload out of the API server's JSON (dates as text). Throws when it is not shaped like one. */
export function workloadFrom(object: unknown): Workload {
  const { metadata, spec, status } = deploymentSchema.parse(object)
  const wanted = spec.replicas ?? 1
  return {
    name: metadata.name,
    resourceVersion: metadata.resourceVersion,
    annotations: metadata.annotations ?? {},
    object,
    wanted,
    ready: status?.readyReplicas ?? 0,
    settled:
      (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
      (status?.updatedReplicas ?? 0) >= wanted &&
      (status?.replicas ?? 0) <= wanted,
  }
}
