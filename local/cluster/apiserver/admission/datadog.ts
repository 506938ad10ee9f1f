import { fieldObject, fieldObjects, isObject, type JsonObject, type KubeObject } from '../object.ts'
import type { AdmissionPlugin } from './admission.ts'

/** Where pods reach a Datadog Agent. */
export interface AgentAddresses {
  /** Of the trace agent: http://127.0.0.1:8126 */
  traceUrl: string
  /** UDP, on the trace agent's host. */
  dogstatsdPort: number
}

const enabledLabel = 'admission.datadoghq.com/enabled'
const standardTags = { env: 'DD_ENV', service: 'DD_SERVICE', version: 'DD_VERSION' }

const podUid = { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.uid' } }

/** Puts a variable before the container's own, so that those can refer to it; one that is there already stays. */
function inject(container: JsonObject, variable: { name: string } & JsonObject): void {
  const present = fieldObjects(container, 'env')
  if (!present.some(({ name }) => name === variable.name)) container.env = [variable, ...present]
}

function mutate(object: KubeObject, spec: JsonObject, { traceUrl, dogstatsdPort }: AgentAddresses): void {
  const labels = fieldObject(fieldObject(object, 'metadata'), 'labels')
  const inContainers = (build: (container: JsonObject, init: boolean) => { name: string } & JsonObject) => {
    for (const container of fieldObjects(spec, 'containers')) inject(container, build(container, false))
    for (const container of fieldObjects(spec, 'initContainers')) inject(container, build(container, true))
  }
  const everywhere = (name: string, rest: JsonObject) => inContainers(() => ({ name, ...rest }))
  const host = new URL(traceUrl).hostname
  everywhere('DD_DOGSTATSD_PORT', { value: String(dogstatsdPort) })
  everywhere('DD_DOGSTATSD_HOST', { value: host })
  everywhere('DD_TRACE_AGENT_URL', { value: traceUrl })
  everywhere('DD_AGENT_HOST', { value: host })
  everywhere('DD_ENTITY_ID', { valueFrom: podUid })
  inContainers((container, init) => ({
    name: 'DD_EXTERNAL_ENV',
    value: `it-${init},cn-${String(container.name)},pu-$(DD_INTERNAL_POD_UID)`,
  }))
  everywhere('DD_INTERNAL_POD_UID', { valueFrom: podUid })
  for (const [tag, name] of Object.entries(standardTags)) {
    const value = labels[`tags.datadoghq.com/${tag}`]
    if (typeof value === 'string') everywhere(name, { value })
  }
}

/**
 * What the admission controller of Datadog's Cluster Agent does to a pod that asks for it by label: the Agent's
 * addresses, the pod's identity, and the standard tags, each only where the container does not set it.
 */
export function datadogAdmission(agent: AgentAddresses): AdmissionPlugin {
  return {
    name: 'DatadogAdmissionController',
    create({ definition, object }) {
      if (definition.storage !== 'pods' || !isObject(object.spec)) return
      if (object.metadata.labels?.[enabledLabel] === 'true') mutate(object, object.spec, agent)
    },
  }
}
