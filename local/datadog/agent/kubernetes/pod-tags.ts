/** A container of a pod, as clients name themselves in their telemetry. */
export interface Entity {
  podUid: string
  /** Empty where only the pod is known. */
  container: string
}

/** What the log tailer needs to know of a pod beside its tags. */
export interface PodFacts {
  name: string
  namespace: string
  labels: Readonly<Record<string, string>>
  annotations: Readonly<Record<string, string>>
  /** Image of each container, by the container's name. */
  images: Readonly<Record<string, string>>
}

/** What the cluster says of the pods that telemetry comes from. All answers are from memory, and empty for strangers. */
export interface PodTags {
  /** `key:value`: kube_namespace, pod_name, kube_deployment, … and, with a container, kube_container_name, image_tag, … */
  forEntity(podUid: string, container?: string): readonly string[]
  facts(podUid: string): PodFacts | undefined
  /** Whose container a runtime's id is, without its `containerd://`. */
  entityOf(containerId: string): Entity | undefined
}
