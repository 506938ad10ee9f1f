import type { Cause } from '../http/status.ts'
import {
  fieldObject,
  fieldObjects,
  fieldString,
  isObject,
  type JsonObject,
  type KubeObject,
  sameJson,
} from '../object.ts'
import { at, forbidden, invalidValue, nonNegative, notSupported } from './field.ts'
import { validateWorkloadSelector } from './label-selector.ts'
import { dnsLabel } from './names.ts'
import { validateLastingTemplate } from './workloads.ts'

function validateUpdateStrategy(spec: JsonObject): Cause[] {
  const path = 'spec.updateStrategy'
  const strategy = fieldObject(spec, 'updateStrategy')
  const { type, rollingUpdate } = strategy
  if (type === 'OnDelete') {
    const text = "only allowed for updateStrategy 'RollingUpdate'"
    return isObject(rollingUpdate)
      ? [
          invalidValue(
            at(path, 'rollingUpdate'),
            { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: null },
            text,
          ),
        ]
      : []
  }
  if (type !== 'RollingUpdate')
    return [
      invalidValue(path, { Type: type, RollingUpdate: rollingUpdate ?? null }, "must be 'RollingUpdate' or 'OnDelete'"),
    ]
  return nonNegative(at(at(path, 'rollingUpdate'), 'partition'), fieldObject(strategy, 'rollingUpdate').partition)
}

function validateRetention(spec: JsonObject): Cause[] {
  const policy = fieldObject(spec, 'persistentVolumeClaimRetentionPolicy')
  return ['whenDeleted', 'whenScaled'].flatMap(field =>
    policy[field] === 'Retain' || policy[field] === 'Delete'
      ? []
      : [notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, policy[field], ['Retain', 'Delete'])],
  )
}

const claimNames = (spec: JsonObject) =>
  fieldObjects(spec, 'volumeClaimTemplates').map(claim => fieldString(fieldObject(claim, 'metadata'), 'name'))

export function validateStatefulSet(statefulSet: KubeObject): Cause[] {
  const spec = fieldObject(statefulSet, 'spec')
  const { podManagementPolicy } = spec
  const serviceName = fieldString(spec, 'serviceName')
  return [
    ...(podManagementPolicy === 'OrderedReady' || podManagementPolicy === 'Parallel'
      ? []
      : [invalidValue('spec.podManagementPolicy', podManagementPolicy, "must be 'OrderedReady' or 'Parallel'")]),
    ...validateUpdateStrategy(spec),
    ...validateRetention(spec),
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.ordinals.start', fieldObject(spec, 'ordinals').start),
    ...(serviceName ? dnsLabel(serviceName).map(text => invalidValue('spec.serviceName', serviceName, text)) : []),
    ...validateWorkloadSelector(spec, 'statefulset'),
    ...validateLastingTemplate(spec, 'StatefulSet', claimNames(spec)),
  ]
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

export function validateStatefulSetUpdate(statefulSet: KubeObject, old: KubeObject): Cause[] {
  const fixed = (object: KubeObject) =>
    Object.fromEntries(Object.entries(fieldObject(object, 'spec')).filter(([field]) => !changeable.includes(field)))
  if (sameJson(fixed(statefulSet), fixed(old))) return []
  const quoted = changeable.map(field => `'${field}'`)
  const list = `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
  return [forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)]
}
