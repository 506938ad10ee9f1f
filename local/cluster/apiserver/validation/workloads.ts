import type { Cause } from '../http/status.ts'
import { fieldNumber, fieldObject, isObject, type JsonObject, type KubeObject, sameJson } from '../object.ts'
import { at, forbidden, invalidValue, nonNegative, notSupported } from './field.ts'
import { validateWorkloadSelector } from './label-selector.ts'
import { validatePodTemplate } from './pod-spec.ts'

/** A template that is run for ever: restartPolicy Always and no deadline. */
export function validateLastingTemplate(spec: JsonObject, kind: string, extraVolumes: string[] = []): Cause[] {
  const template = fieldObject(spec, 'template')
  const { restartPolicy, activeDeadlineSeconds } = fieldObject(template, 'spec')
  const causes = validatePodTemplate(template, 'spec.template', extraVolumes)
  if (restartPolicy !== 'Always') {
    causes.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']))
  }
  if (activeDeadlineSeconds !== undefined) {
    const text = `activeDeadlineSeconds in ${kind} is not Supported`
    causes.push(forbidden('spec.template.spec.activeDeadlineSeconds', text))
  }
  return causes
}

const percentPattern = /^\d+%$/

function intOrPercent(value: unknown, field: string): Cause[] {
  if (typeof value === 'number') return nonNegative(field, value)
  if (typeof value === 'string' && percentPattern.test(value)) return []
  const text =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
  return [invalidValue(field, value, text)]
}

const amount = (value: unknown) => (typeof value === 'string' ? Number.parseInt(value, 10) : Number(value ?? 0))

function validateStrategy(spec: JsonObject): Cause[] {
  const path = 'spec.strategy'
  const strategy = fieldObject(spec, 'strategy')
  const { type, rollingUpdate } = strategy
  if (type === 'Recreate') {
    const text = "may not be specified when strategy `type` is 'Recreate'"
    return isObject(rollingUpdate) ? [forbidden(at(path, 'rollingUpdate'), text)] : []
  }
  if (type !== 'RollingUpdate')
    return [notSupported(path, { Type: type, RollingUpdate: rollingUpdate ?? null }, ['Recreate', 'RollingUpdate'])]
  const { maxUnavailable, maxSurge } = fieldObject(strategy, 'rollingUpdate')
  const field = at(path, 'rollingUpdate')
  const causes = [
    ...intOrPercent(maxUnavailable, at(field, 'maxUnavailable')),
    ...intOrPercent(maxSurge, at(field, 'maxSurge')),
  ]
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    causes.push(invalidValue(at(field, 'maxUnavailable'), maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
  }
  if (typeof maxUnavailable === 'string' && percentPattern.test(maxUnavailable) && amount(maxUnavailable) > 100) {
    causes.push(invalidValue(at(field, 'maxUnavailable'), maxUnavailable, 'must not be greater than 100%'))
  }
  return causes
}

export function validateDeployment(deployment: KubeObject): Cause[] {
  const spec = fieldObject(deployment, 'spec')
  const deadline = fieldNumber(spec, 'progressDeadlineSeconds')
  const causes = [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateWorkloadSelector(spec, 'deployment'),
    ...validateLastingTemplate(spec, 'ReplicaSet'),
    ...validateStrategy(spec),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...nonNegative('spec.progressDeadlineSeconds', deadline),
  ]
  if (deadline !== undefined && deadline <= (fieldNumber(spec, 'minReadySeconds') ?? 0)) {
    causes.push(invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'))
  }
  return causes
}

function selectorUnchanged(object: KubeObject, old: KubeObject): Cause[] {
  const { selector } = fieldObject(object, 'spec')
  if (sameJson(selector, fieldObject(old, 'spec').selector)) return []
  return [invalidValue('spec.selector', selector ?? null, 'field is immutable')]
}

export const validateDeploymentUpdate = selectorUnchanged

export function validateReplicaSet(replicaSet: KubeObject): Cause[] {
  const spec = fieldObject(replicaSet, 'spec')
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateWorkloadSelector(spec, 'deployment'),
    ...validateLastingTemplate(spec, 'ReplicaSet'),
  ]
}

export const validateReplicaSetUpdate = selectorUnchanged

export const validateControllerRevisionUpdate = (revision: KubeObject, old: KubeObject): Cause[] =>
  sameJson(revision.data, old.data) ? [] : [invalidValue('data', revision.data, 'field is immutable')]
