import { fieldObjects, isObject, type JsonObject } from '../object.ts'
import type { AdmissionPlugin } from './admission.ts'

const toleration = (condition: string): JsonObject => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
})

const tolerates = (tolerations: JsonObject[], condition: string) =>
  tolerations.some(
    ({ key, effect }) => (!key || key === `node.kubernetes.io/${condition}`) && (!effect || effect === 'NoExecute'),
  )

/** What Priority and DefaultTolerationSeconds add to every pod. */
export const podDefaults: AdmissionPlugin = {
  name: 'PodDefaults',
  create({ definition, object }) {
    if (definition.storage !== 'pods' || !isObject(object.spec)) return
    const { spec } = object
    spec.priority ??= 0
    spec.preemptionPolicy ??= 'PreemptLowerPriority'
    const tolerations = fieldObjects(spec, 'tolerations')
    const missing = ['not-ready', 'unreachable'].filter(condition => !tolerates(tolerations, condition))
    if (missing.length > 0) spec.tolerations = [...tolerations, ...missing.map(toleration)]
  },
}
