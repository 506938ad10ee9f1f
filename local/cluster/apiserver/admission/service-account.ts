import { forbiddenFor } from '../http/status.ts'
import { fieldObjects, fieldString, isObject, type JsonObject } from '../object.ts'
import { randomSuffix } from '../registry/names.ts'
import type { AdmissionPlugin } from './admission.ts'

export const TOKEN_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount'
const TOKEN_SECONDS = 3607

const tokenVolume = (name: string): JsonObject => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 0o644,
  },
})

const mountsToken = (container: JsonObject) =>
  fieldObjects(container, 'volumeMounts').some(mount => mount.mountPath === TOKEN_DIRECTORY)

/** Gives a pod its ServiceAccount and, unless that is turned off, a mounted token. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  create({ definition, object, store }) {
    if (definition.storage !== 'pods' || !isObject(object.spec)) return
    const { spec } = object
    const { namespace = '', name } = object.metadata
    const accountName = fieldString(spec, 'serviceAccountName') || 'default'
    spec.serviceAccountName = accountName
    spec.serviceAccount = accountName
    const account = store.get('serviceaccounts', namespace, accountName)
    if (!account) {
      const why = `error looking up service account ${namespace}/${accountName}: serviceaccount "${accountName}" not found`
      throw forbiddenFor(definition, name ?? object.metadata.generateName ?? '', why)
    }
    const pullSecrets = fieldObjects(account, 'imagePullSecrets')
    if (pullSecrets.length > 0 && fieldObjects(spec, 'imagePullSecrets').length === 0) {
      spec.imagePullSecrets = pullSecrets
    }
    if ((spec.automountServiceAccountToken ?? account.automountServiceAccountToken) === false) return
    const containers = [...fieldObjects(spec, 'initContainers'), ...fieldObjects(spec, 'containers')]
    const without = containers.filter(container => !mountsToken(container))
    if (without.length === 0) return
    const volume = `kube-api-access-${randomSuffix()}`
    for (const container of without) {
      const mounts = fieldObjects(container, 'volumeMounts')
      container.volumeMounts = [...mounts, { name: volume, readOnly: true, mountPath: TOKEN_DIRECTORY }]
    }
    spec.volumes = [...fieldObjects(spec, 'volumes'), tokenVolume(volume)]
  },
}
