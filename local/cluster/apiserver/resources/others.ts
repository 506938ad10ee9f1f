import { defaultBinding, defaultEndpointSlice } from '../defaults/others.ts'
import { pathSegment } from '../validation/names.ts'
import { validateBinding, validateBindingUpdate, validateRole } from '../validation/rbac.ts'
import { define } from './define.ts'
import { type ResourceDefinition, textAt } from './definition.ts'
import { eventFields, fromCoreEvent, showEventFields, toCoreEvent } from './event-conversion.ts'

const rbac = 'rbac.authorization.k8s.io'
const roles = { checkName: pathSegment, validate: validateRole }
const bindings = {
  checkName: pathSegment,
  setDefaults: defaultBinding,
  validate: validateBinding,
  validateUpdate: validateBindingUpdate,
}

export const others: ResourceDefinition[] = [
  define('events.k8s.io', {
    kind: 'Event',
    plural: 'events',
    shortNames: ['ev'],
    storage: 'events',
    createOnUpdate: true,
    selectableFields: eventFields,
    setDefaults: showEventFields, // of the stored form
    toStored: toCoreEvent,
    fromStored: fromCoreEvent,
  }),
  define('discovery.k8s.io', {
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    setDefaults: defaultEndpointSlice,
  }),
  define('coordination.k8s.io', {
    kind: 'Lease',
    plural: 'leases',
    createOnUpdate: true,
    selectableFields: { 'spec.holderIdentity': textAt('spec', 'holderIdentity') },
  }),
  define(rbac, { ...roles, kind: 'Role', plural: 'roles' }),
  define(rbac, { ...roles, kind: 'ClusterRole', plural: 'clusterroles', namespaced: false }),
  define(rbac, { ...bindings, kind: 'RoleBinding', plural: 'rolebindings' }),
  define(rbac, { ...bindings, kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', namespaced: false }),
]
