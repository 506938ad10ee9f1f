import type { ConfigMap, Pod, Secret, Volume } from '../../client/types.ts'
import { type FieldContext, podField, resourceField } from '../environment/fields.ts'

/** Why a volume cannot be set up; ends up in a `FailedMount` event. */
export class MountError extends Error {
  override readonly name = 'MountError'
}

export interface VolumeFile {
  content: Buffer
  /** Permission bits. */
  mode: number
}

/** Files of a volume by their path in it. */
export type VolumeFiles = Map<string, VolumeFile>

export interface VolumeContext extends FieldContext {
  configMap: (name: string) => ConfigMap | undefined
  secret: (name: string) => Secret | undefined
  /** Token for the pod's ServiceAccount, made by `tokens.ts` before. */
  token: (audience: string | undefined, expirationSeconds: number) => string
}

type Item = { key: string; path: string; mode?: number }
type DownwardItems = NonNullable<NonNullable<Volume['downwardAPI']>['items']>

const DEFAULT_MODE = 0o644

/**
 * Files of a volume that Kubernetes fills; undefined for volumes that are plain directories.
 * @throws MountError when a source or key that is not optional is missing
 */
export function volumeFiles(volume: Volume, context: VolumeContext): VolumeFiles | undefined {
  const { configMap, secret, downwardAPI, projected } = volume
  if (configMap) return fromConfigMap(configMap.name ?? '', configMap, configMap.defaultMode, context)
  if (secret) return fromSecret(secret.secretName ?? '', secret, secret.defaultMode, context)
  if (downwardAPI) return fromDownward(downwardAPI.items ?? [], downwardAPI.defaultMode, context)
  if (!projected) return undefined
  const files: VolumeFiles = new Map()
  for (const source of projected.sources ?? []) {
    const mode = projected.defaultMode
    const part: VolumeFiles = source.configMap
      ? fromConfigMap(source.configMap.name ?? '', source.configMap, mode, context)
      : source.secret
        ? fromSecret(source.secret.name ?? '', source.secret, mode, context)
        : source.downwardAPI
          ? fromDownward(source.downwardAPI.items ?? [], mode, context)
          : source.serviceAccountToken
            ? fromToken(source.serviceAccountToken, context)
            : new Map()
    for (const [path, file] of part) files.set(path, file)
  }
  return files
}

function fromConfigMap(
  name: string,
  { items, optional }: { items?: Item[]; optional?: boolean },
  mode: number | undefined,
  context: VolumeContext,
): VolumeFiles {
  const found = context.configMap(name)
  if (!found && !optional) throw new MountError(`configmap "${name}" not found`)
  const data = new Map<string, Buffer>()
  for (const [key, value] of Object.entries(found?.data ?? {})) data.set(key, Buffer.from(value))
  for (const [key, value] of Object.entries(found?.binaryData ?? {})) data.set(key, Buffer.from(value, 'base64'))
  return select(data, items, mode, optional || !found, 'configmap')
}

function fromSecret(
  name: string,
  { items, optional }: { items?: Item[]; optional?: boolean },
  mode: number | undefined,
  context: VolumeContext,
): VolumeFiles {
  const found = context.secret(name)
  if (!found && !optional) throw new MountError(`secret "${name}" not found`)
  const data = new Map<string, Buffer>()
  for (const [key, value] of Object.entries(found?.data ?? {})) data.set(key, Buffer.from(value, 'base64'))
  return select(data, items, mode, optional || !found, 'secret')
}

function select(
  data: Map<string, Buffer>,
  items: Item[] | undefined,
  defaultMode = DEFAULT_MODE,
  optional: boolean | undefined,
  kind: string,
): VolumeFiles {
  const wanted: Item[] = items?.length ? items : [...data.keys()].map(key => ({ key, path: key }))
  const files: VolumeFiles = new Map()
  for (const { key, path, mode } of wanted) {
    const content = data.get(key)
    if (content) files.set(path, { content, mode: mode ?? defaultMode })
    else if (!optional) throw new MountError(`${kind} references non-existent ${kind} key: ${key}`)
  }
  return files
}

function fromDownward(items: DownwardItems, defaultMode = DEFAULT_MODE, context: VolumeContext): VolumeFiles {
  const files: VolumeFiles = new Map()
  for (const { path, fieldRef, resourceFieldRef, mode } of items) {
    const value = fieldRef
      ? podField(fieldRef.fieldPath, context)
      : resourceFieldRef &&
        resourceField(containerOf(context.pod, resourceFieldRef.containerName), resourceFieldRef, context.allocatable)
    if (value === undefined) throw new MountError(`unsupported field for ${path}`)
    files.set(path, { content: Buffer.from(value), mode: mode ?? defaultMode })
  }
  return files
}

function fromToken(
  { audience, expirationSeconds = 3600, path }: { audience?: string; expirationSeconds?: number; path: string },
  { token }: VolumeContext,
): VolumeFiles {
  return new Map([[path, { content: Buffer.from(token(audience, expirationSeconds)), mode: 0o600 }]])
}

function containerOf(pod: Pod, name: string | undefined) {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(container => container.name === name)
}
