import { defaultDeployment, defaultReplicaSet, defaultStatefulSet } from '../defaults/workloads.ts'
import type { KubeObject } from '../object.ts'
import { dnsLabel } from '../validation/names.ts'
import { validateStatefulSet, validateStatefulSetUpdate } from '../validation/stateful-set.ts'
import {
  validateControllerRevisionUpdate,
  validateDeployment,
  validateDeploymentUpdate,
  validateReplicaSet,
  validateReplicaSetUpdate,
} from '../validation/workloads.ts'
import { define, scale, specOf, status } from './define.ts'
import { type ResourceDefinition, textAt } from './definition.ts'

const workload = { categories: ['all'], hasStatus: true, generationOf: specOf }

const emptyStatus = (object: KubeObject) => {
  object.status = {}
}

export const apps: ResourceDefinition[] = [
  define('apps', {
    kind: 'ControllerRevision',
    plural: 'controllerrevisions',
    validateUpdate: validateControllerRevisionUpdate,
  }),
  define('apps', {
    ...workload,
    kind: 'Deployment',
    plural: 'deployments',
    shortNames: ['deploy'],
    subresources: [scale, status('Deployment')],
    // The API counts a change of the annotations, too.
    generationOf: object => [object.spec, object.metadata.annotations],
    setDefaults: defaultDeployment,
    prepareForCreate: emptyStatus,
    validate: validateDeployment,
    validateUpdate: validateDeploymentUpdate,
  }),
  define('apps', {
    ...workload,
    kind: 'ReplicaSet',
    plural: 'replicasets',
    shortNames: ['rs'],
    subresources: [scale, status('ReplicaSet')],
    selectableFields: { 'status.replicas': textAt('status', 'replicas') },
    setDefaults: defaultReplicaSet,
    prepareForCreate: object => {
      object.status = { replicas: 0 }
    },
    validate: validateReplicaSet,
    validateUpdate: validateReplicaSetUpdate,
  }),
  define('apps', {
    ...workload,
    kind: 'StatefulSet',
    plural: 'statefulsets',
    shortNames: ['sts'],
    checkName: dnsLabel,
    subresources: [scale, status('StatefulSet')],
    setDefaults: defaultStatefulSet,
    prepareForCreate: object => {
      object.status = { replicas: 0, availableReplicas: 0 }
    },
    validate: validateStatefulSet,
    validateUpdate: validateStatefulSetUpdate,
  }),
]
