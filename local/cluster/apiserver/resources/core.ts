import { defaultEndpoints, defaultNamespace, defaultNode, defaultSecret, defaultService } from '../defaults/others.ts'
import { defaultPod } from '../defaults/pod.ts'
import { defaultClaim } from '../defaults/workloads.ts'
import { fieldObject, type KubeObject } from '../object.ts'
import {
  validateConfigMap,
  validateConfigMapUpdate,
  validateSecret,
  validateSecretUpdate,
} from '../validation/configuration.ts'
import { validateEvent } from '../validation/event.ts'
import { dns1035Label, dnsLabel } from '../validation/names.ts'
import { validatePod, validatePodUpdate } from '../validation/pod.ts'
import { validateService, validateServiceUpdate } from '../validation/service.ts'
import { define, status } from './define.ts'
import { type ResourceDefinition, textAt } from './definition.ts'
import { coreEventFields, showEventFields } from './event-conversion.ts'
import { qosClass } from './qos-class.ts'
import { foldStringData } from './secret-data.ts'

const noCollectionDelete = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']

function prepareNamespace(namespace: KubeObject): void {
  namespace.spec = { finalizers: ['kubernetes'] }
  namespace.status = { phase: 'Active' }
}

function preparePod(pod: KubeObject): void {
  pod.status = { phase: 'Pending', qosClass: qosClass(pod) }
}

const refusal = (name: string, verbs: string[], kind: string) => ({ name, kind, verbs })

export const core: ResourceDefinition[] = [
  define('', {
    kind: 'ConfigMap',
    plural: 'configmaps',
    shortNames: ['cm'],
    validate: validateConfigMap,
    validateUpdate: validateConfigMapUpdate,
  }),
  define('', {
    kind: 'Endpoints',
    plural: 'endpoints',
    singular: 'endpoints',
    shortNames: ['ep'],
    createOnUpdate: true,
    setDefaults: defaultEndpoints,
  }),
  define('', {
    kind: 'Event',
    plural: 'events',
    shortNames: ['ev'],
    createOnUpdate: true,
    selectableFields: coreEventFields,
    setDefaults: showEventFields,
    validate: validateEvent,
  }),
  define('', {
    kind: 'Namespace',
    plural: 'namespaces',
    shortNames: ['ns'],
    namespaced: false,
    verbs: noCollectionDelete,
    subresources: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, status('Namespace')],
    hasStatus: true,
    returnsDeleted: true,
    checkName: dnsLabel,
    selectableFields: { 'status.phase': textAt('status', 'phase') },
    setDefaults: defaultNamespace,
    prepareForCreate: prepareNamespace,
  }),
  define('', {
    kind: 'Node',
    plural: 'nodes',
    shortNames: ['no'],
    namespaced: false,
    subresources: [status('Node')],
    hasStatus: true,
    selectableFields: { 'spec.unschedulable': object => String(fieldObject(object, 'spec').unschedulable ?? false) },
    setDefaults: defaultNode,
  }),
  define('', {
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    shortNames: ['pvc'],
    subresources: [status('PersistentVolumeClaim')],
    hasStatus: true,
    returnsDeleted: true,
    setDefaults: defaultClaim,
    prepareForCreate: object => {
      object.status = { phase: 'Pending' }
    },
  }),
  define('', {
    kind: 'Pod',
    plural: 'pods',
    shortNames: ['po'],
    categories: ['all'],
    subresources: [
      refusal('attach', ['create', 'get'], 'PodAttachOptions'),
      { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
      refusal('exec', ['create', 'get'], 'PodExecOptions'),
      { name: 'log', kind: 'Pod', verbs: ['get'] },
      refusal('portforward', ['create', 'get'], 'PodPortForwardOptions'),
      status('Pod'),
    ],
    hasStatus: true,
    returnsDeleted: true,
    // Giving a pod to a node is no change of what it is to do.
    generationOf: pod => ({ ...fieldObject(pod, 'spec'), nodeName: undefined }),
    selectableFields: {
      'spec.nodeName': textAt('spec', 'nodeName'),
      'spec.restartPolicy': textAt('spec', 'restartPolicy'),
      'spec.schedulerName': textAt('spec', 'schedulerName'),
      'spec.serviceAccountName': textAt('spec', 'serviceAccountName'),
      'spec.hostNetwork': object => String(fieldObject(object, 'spec').hostNetwork ?? false),
      'status.phase': textAt('status', 'phase'),
      'status.podIP': textAt('status', 'podIP'),
      'status.nominatedNodeName': textAt('status', 'nominatedNodeName'),
    },
    setDefaults: defaultPod,
    prepareForCreate: preparePod,
    validate: validatePod,
    validateUpdate: validatePodUpdate,
  }),
  define('', {
    kind: 'Secret',
    plural: 'secrets',
    selectableFields: { type: textAt('type') },
    setDefaults: secret => {
      foldStringData(secret)
      defaultSecret(secret)
    },
    validate: validateSecret,
    validateUpdate: validateSecretUpdate,
  }),
  define('', {
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    shortNames: ['sa'],
    returnsDeleted: true,
    subresources: [
      { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
    ],
  }),
  define('', {
    kind: 'Service',
    plural: 'services',
    shortNames: ['svc'],
    categories: ['all'],
    subresources: [status('Service')],
    hasStatus: true,
    returnsDeleted: true,
    checkName: dns1035Label,
    selectableFields: { 'spec.clusterIP': textAt('spec', 'clusterIP'), 'spec.type': textAt('spec', 'type') },
    setDefaults: defaultService,
    prepareForCreate: object => {
      object.status = { loadBalancer: {} }
    },
    validate: validateService,
    validateUpdate: validateServiceUpdate,
  }),
]
