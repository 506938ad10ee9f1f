import type {
  CoreV1Event,
  V1ConfigMap,
  V1Container,
  V1ControllerRevision,
  V1Deployment,
  V1DeploymentSpec,
  V1EndpointSlice,
  V1Endpoints,
  V1Lease,
  V1Namespace,
  V1Node,
  V1ObjectMeta,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ReplicaSetSpec,
  V1Secret,
  V1Service,
  V1ServiceAccount,
  V1ServiceSpec,
  V1StatefulSet,
  V1StatefulSetSpec,
} from '@kubernetes/client-node'

/** A published model as it travels: times are strings (the client's models say `Date`, a watch says string). */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer Element)[]
    ? Wire<Element>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T

export type ObjectMeta = Wire<V1ObjectMeta>

/** Metadata of an object that the API server has stored. */
export type StoredMeta = ObjectMeta & {
  name: string
  /** Empty for cluster-scoped kinds. */
  namespace: string
  uid: string
  resourceVersion: string
}

export interface KubeObject {
  apiVersion?: string
  kind?: string
  metadata: StoredMeta
}

/** With `Spec`, the spec is there in every stored object and has that shape. */
type Stored<T, Spec = never> = Omit<Wire<T>, 'metadata' | ([Spec] extends [never] ? never : 'spec')> & {
  metadata: StoredMeta
} & ([Spec] extends [never] ? unknown : { spec: Spec })

export type Container = Wire<V1Container>
export type PodSpec = Wire<V1PodSpec>
export type PodTemplate = Wire<V1PodTemplateSpec>
export type Pod = Stored<V1Pod, PodSpec>
export type PodStatus = NonNullable<Pod['status']>
export type PodCondition = NonNullable<PodStatus['conditions']>[number]
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number]
export type ContainerState = NonNullable<ContainerStatus['state']>
export type Probe = NonNullable<Container['livenessProbe']>
export type Volume = NonNullable<PodSpec['volumes']>[number]
export type OwnerReference = NonNullable<ObjectMeta['ownerReferences']>[number]
export type LabelSelector = Wire<V1DeploymentSpec>['selector']

export type Deployment = Stored<V1Deployment, Wire<V1DeploymentSpec>>
export type DeploymentStatus = NonNullable<Deployment['status']>
export type DeploymentCondition = NonNullable<DeploymentStatus['conditions']>[number]
export type ReplicaSet = Stored<V1ReplicaSet, Wire<V1ReplicaSetSpec>>
export type ReplicaSetStatus = NonNullable<ReplicaSet['status']>
export type StatefulSet = Stored<V1StatefulSet, Wire<V1StatefulSetSpec>>
export type StatefulSetStatus = NonNullable<StatefulSet['status']>
export type ControllerRevision = Stored<V1ControllerRevision>
export type Service = Stored<V1Service, Wire<V1ServiceSpec>>
export type ServicePort = NonNullable<Service['spec']['ports']>[number]
export type EndpointSlice = Stored<V1EndpointSlice>
export type Endpoint = EndpointSlice['endpoints'][number]
export type Endpoints = Stored<V1Endpoints>
export type ConfigMap = Stored<V1ConfigMap>
export type Secret = Stored<V1Secret>
export type ServiceAccount = Stored<V1ServiceAccount>
export type Namespace = Stored<V1Namespace>
export type Node = Stored<V1Node>
export type NodeStatus = NonNullable<Node['status']>
export type NodeCondition = NonNullable<NodeStatus['conditions']>[number]
export type Lease = Stored<V1Lease>
export type PersistentVolumeClaim = Stored<V1PersistentVolumeClaim>
export type Event = Stored<CoreV1Event>

/** Every kind that the controllers and the kubelet work with. */
export interface Kinds {
  ConfigMap: ConfigMap
  ControllerRevision: ControllerRevision
  Deployment: Deployment
  EndpointSlice: EndpointSlice
  Endpoints: Endpoints
  Event: Event
  Lease: Lease
  Namespace: Namespace
  Node: Node
  PersistentVolumeClaim: PersistentVolumeClaim
  Pod: Pod
  ReplicaSet: ReplicaSet
  Secret: Secret
  Service: Service
  ServiceAccount: ServiceAccount
  StatefulSet: StatefulSet
}

export type Kind = keyof Kinds

/** What a creator writes: the server fills in the rest of the metadata. */
export type New<K extends Kind> = Omit<Kinds[K], 'metadata'> & { metadata: ObjectMeta }
