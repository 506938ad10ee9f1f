import type { Cause } from '../http/status.ts'
import type { JsonObject } from '../object.ts'
import { at, duplicate, invalidValue, notSupported, required } from './field.ts'
import { portName } from './names.ts'

export const protocols = ['SCTP', 'TCP', 'UDP'] as const

const range = 'must be between 1 and 65535, inclusive'

export const portNumber = (field: string, value: unknown): Cause[] =>
  typeof value === 'number' && value >= 1 && value <= 65535 ? [] : [invalidValue(field, value ?? 0, range)]

/** A port given as a number or as the name of a container's port. */
export function portNumberOrName(field: string, value: unknown): Cause[] {
  return typeof value === 'string'
    ? portName(value).map(text => invalidValue(field, value, text))
    : portNumber(field, value)
}

export const protocol = (field: string, value: unknown): Cause[] =>
  (protocols as readonly unknown[]).includes(value) ? [] : [notSupported(field, value, protocols)]

export function validateContainerPorts(ports: JsonObject[], path: string): Cause[] {
  const names = new Set<unknown>()
  return ports.flatMap((port, index) => {
    const field = at(path, index)
    const causes: Cause[] = []
    const { name, containerPort, hostPort } = port
    if (typeof name === 'string' && name) {
      const wrong = portName(name)
      causes.push(...wrong.map(text => invalidValue(at(field, 'name'), name, text)))
      if (wrong.length === 0 && names.has(name)) causes.push(duplicate(at(field, 'name'), name))
      names.add(name)
    }
    if (!containerPort) causes.push(required(at(field, 'containerPort')))
    else causes.push(...portNumber(at(field, 'containerPort'), containerPort))
    if (hostPort) causes.push(...portNumber(at(field, 'hostPort'), hostPort))
    return [...causes, ...protocol(at(field, 'protocol'), port.protocol)]
  })
}
