import type { ConfigMap, Container, Secret } from '../../client/types.ts'
import { expand } from './expand.ts'
import { type FieldContext, podField, resourceField } from './fields.ts'

/** Why a container cannot be configured; ends up as `CreateContainerConfigError`. */
export class ContainerConfigError extends Error {
  override readonly name = 'ContainerConfigError'
}

export interface EnvironmentContext extends FieldContext {
  configMap: (name: string) => ConfigMap | undefined
  secret: (name: string) => Secret | undefined
  serviceVariables: Record<string, string>
}

type EnvVar = NonNullable<Container['env']>[number]
type ValueSource = NonNullable<EnvVar['valueFrom']>

/**
 * The environment of a container: Services, then `envFrom`, then `env` in order, with `$(NAME)` expanded.
 * @throws ContainerConfigError when a ConfigMap, a Secret or a key that is not optional is missing
 */
export function buildEnvironment(container: Container, context: EnvironmentContext): Record<string, string> {
  const result: Record<string, string> = {}
  for (const source of container.envFrom ?? []) Object.assign(result, fromSource(source, context))
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, container, context, name => result[name] ?? context.serviceVariables[name])
    if (value !== undefined) result[variable.name] = value
  }
  return { ...context.serviceVariables, ...result }
}

function fromSource(
  source: NonNullable<Container['envFrom']>[number],
  context: EnvironmentContext,
): Record<string, string> {
  const data: Record<string, string> = {}
  if (source.configMapRef) {
    const { name = '', optional } = source.configMapRef
    const found = context.configMap(name)
    if (!found && !optional) throw new ContainerConfigError(`configmap "${name}" not found`)
    Object.assign(data, found?.data)
  }
  if (source.secretRef) {
    const { name = '', optional } = source.secretRef
    const found = context.secret(name)
    if (!found && !optional) throw new ContainerConfigError(`secret "${name}" not found`)
    for (const [key, value] of Object.entries(found?.data ?? {})) data[key] = decode(value)
  }
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [`${source.prefix ?? ''}${key}`, value]))
}

function variableValue(
  variable: EnvVar,
  container: Container,
  context: EnvironmentContext,
  lookup: (name: string) => string | undefined,
): string | undefined {
  if (!variable.valueFrom) return expand(variable.value ?? '', lookup)
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = variable.valueFrom
  if (configMapKeyRef) return configMapKey(configMapKeyRef, context)
  if (secretKeyRef) return secretKey(secretKeyRef, context)
  if (fieldRef) {
    const value = podField(fieldRef.fieldPath, context)
    if (value === undefined) throw new ContainerConfigError(`unsupported fieldPath: ${fieldRef.fieldPath}`)
    return value
  }
  if (resourceFieldRef) {
    const { containerName } = resourceFieldRef
    const { containers, initContainers = [] } = context.pod.spec
    const target = containerName
      ? [...containers, ...initContainers].find(({ name }) => name === containerName)
      : container
    const value = resourceField(target, resourceFieldRef, context.allocatable)
    if (value === undefined) throw new ContainerConfigError(`unsupported resource: ${resourceFieldRef.resource}`)
    return value
  }
  return undefined
}

function configMapKey(
  { name = '', key, optional }: NonNullable<ValueSource['configMapKeyRef']>,
  context: EnvironmentContext,
): string | undefined {
  const found = context.configMap(name)
  if (!found && !optional) throw new ContainerConfigError(`configmap "${name}" not found`)
  const value = found?.data?.[key]
  if (value === undefined && !optional) {
    throw new ContainerConfigError(`couldn't find key ${key} in ConfigMap ${context.pod.metadata.namespace}/${name}`)
  }
  return value
}

function secretKey(
  { name = '', key, optional }: NonNullable<ValueSource['secretKeyRef']>,
  context: EnvironmentContext,
): string | undefined {
  const found = context.secret(name)
  if (!found && !optional) throw new ContainerConfigError(`secret "${name}" not found`)
  const value = found?.data?.[key]
  if (value === undefined && !optional) {
    throw new ContainerConfigError(`couldn't find key ${key} in Secret ${context.pod.metadata.namespace}/${name}`)
  }
  return value === undefined ? undefined : decode(value)
}

const decode = (base64: string) => Buffer.from(base64, 'base64').toString('utf8')
