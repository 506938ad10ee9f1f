import type { Cause } from '../http/status.ts'
import { fieldNumber, fieldObjects, isObject, type JsonObject } from '../object.ts'
import { at, forbidden, invalidValue, nonNegative, notSupported, required } from './field.ts'
import { portNumber, portNumberOrName } from './ports.ts'

const headerName = /^[-A-Za-z0-9]+$/

function validateHttpGet(action: JsonObject, path: string): Cause[] {
  const causes = portNumberOrName(at(path, 'port'), action.port)
  if (action.scheme !== 'HTTP' && action.scheme !== 'HTTPS') {
    causes.push(notSupported(at(path, 'scheme'), action.scheme, ['HTTP', 'HTTPS']))
  }
  for (const { name } of fieldObjects(action, 'httpHeaders')) {
    if (!headerName.test(String(name))) {
      const text =
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"
      causes.push(invalidValue(at(path, 'httpHeaders'), name, text))
    }
  }
  return causes
}

const validateExec = ({ command }: JsonObject, path: string): Cause[] =>
  Array.isArray(command) && command.length > 0 ? [] : [required(at(path, 'command'))]

function validateSleep({ seconds }: JsonObject, path: string, grace: number): Cause[] {
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= grace) return []
  const text = `must be non-negative and less than terminationGracePeriodSeconds (${grace}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.`
  return [invalidValue(path, seconds ?? 0, text)]
}

/** Exactly one way of asking a container. */
export function validateHandler(handler: JsonObject, path: string, grace: number): Cause[] {
  const kinds = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'].filter(kind => isObject(handler[kind]))
  const [first, ...more] = kinds
  if (first === undefined) return [required(path, 'must specify a handler type')]
  const action = handler[first] as JsonObject
  const field = at(path, first)
  const validators: Record<string, () => Cause[]> = {
    exec: () => validateExec(action, field),
    httpGet: () => validateHttpGet(action, field),
    tcpSocket: () => portNumberOrName(at(field, 'port'), action.port),
    grpc: () => portNumber(at(field, 'port'), action.port),
    sleep: () => validateSleep(action, field, grace),
  }
  return [
    ...(validators[first]?.() ?? []),
    ...more.map(kind => forbidden(at(path, kind), 'may not specify more than 1 handler type')),
  ]
}

const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']

function validateProbe(probe: JsonObject, path: string, grace: number): Cause[] {
  const causes = [
    ...validateHandler(probe, path, grace),
    ...counts.flatMap(field => nonNegative(at(path, field), probe[field])),
  ]
  const own = fieldNumber(probe, 'terminationGracePeriodSeconds')
  if (own !== undefined && own <= 0) {
    causes.push(invalidValue(at(path, 'terminationGracePeriodSeconds'), own, 'must be greater than 0'))
  }
  return causes
}

/** The three probes of a container. */
export function validateProbes(container: JsonObject, path: string, grace: number): Cause[] {
  const causes: Cause[] = []
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name]
    if (!isObject(probe)) continue
    const field = at(path, name)
    causes.push(...validateProbe(probe, field, grace))
    if (name !== 'readinessProbe' && probe.successThreshold !== 1) {
      causes.push(invalidValue(at(field, 'successThreshold'), probe.successThreshold, 'must be 1'))
    }
    if (name === 'readinessProbe' && probe.terminationGracePeriodSeconds !== undefined) {
      const value = probe.terminationGracePeriodSeconds
      causes.push(
        invalidValue(at(field, 'terminationGracePeriodSeconds'), value, 'must not be set for readinessProbes'),
      )
    }
  }
  return causes
}
