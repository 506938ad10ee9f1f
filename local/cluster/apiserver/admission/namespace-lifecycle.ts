import { forbiddenFor, notFound, StatusError } from '../http/status.ts'
import { fieldObject, fieldString } from '../object.ts'
import type { AdmissionPlugin } from './admission.ts'

/** Objects are only made in a namespace that exists and is not being deleted. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  create({ definition, object, store }) {
    if (!definition.namespaced) return
    const { namespace = '', name } = object.metadata
    const found = store.get('namespaces', undefined, namespace)
    if (!found) throw notFound({ group: '', plural: 'namespaces' }, namespace)
    const terminating =
      found.metadata.deletionTimestamp || fieldString(fieldObject(found, 'status'), 'phase') === 'Terminating'
    if (!terminating) return
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`
    const { status } = forbiddenFor(definition, name, why)
    throw StatusError.of(403, 'Forbidden', status.message ?? why, {
      ...status.details,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    })
  },
}
