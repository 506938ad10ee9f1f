import type { Cause } from '../http/status.ts'
import { fieldObjects, fieldString, isObject, type JsonObject } from '../object.ts'
import { at, duplicate, forbidden, invalidValue, notFoundValue, required } from './field.ts'
import { dnsLabel } from './names.ts'

const requiredFields: Record<string, string[]> = {
  secret: ['secretName'],
  configMap: ['name'],
  persistentVolumeClaim: ['claimName'],
  hostPath: ['path'],
}

function validateItems(source: JsonObject, path: string): Cause[] {
  return fieldObjects(source, 'items').flatMap((item, index) => {
    const field = at(at(path, 'items'), index)
    const causes: Cause[] = []
    if ('key' in item && !item.key) causes.push(required(at(field, 'key')))
    const target = fieldString(item, 'path')
    if (!target) causes.push(required(at(field, 'path')))
    else if (target.startsWith('/')) causes.push(invalidValue(at(field, 'path'), target, 'must be a relative path'))
    else if (target.split('/').includes('..'))
      causes.push(invalidValue(at(field, 'path'), target, "must not contain '..'"))
    return causes
  })
}

function validateSource(volume: JsonObject, path: string): Cause[] {
  const [first, ...more] = Object.keys(volume).filter(field => field !== 'name' && isObject(volume[field]))
  if (first === undefined) return [required(path, 'must specify a volume type')]
  const source = volume[first] as JsonObject
  const field = at(path, first)
  const missing = (requiredFields[first] ?? []).filter(name => !source[name]).map(name => required(at(field, name)))
  return [
    ...missing,
    ...validateItems(source, field),
    ...more.map(other => forbidden(at(path, other), 'may not specify more than 1 volume type')),
  ]
}

/** The volumes of a pod; also tells which names containers may mount. */
export function validateVolumes(volumes: JsonObject[], path: string): { causes: Cause[]; names: Set<string> } {
  const names = new Set<string>()
  const causes = volumes.flatMap((volume, index) => {
    const field = at(path, index)
    const name = fieldString(volume, 'name')
    const found = validateSource(volume, field)
    if (!name) found.push(required(at(field, 'name')))
    else found.push(...dnsLabel(name).map(text => invalidValue(at(field, 'name'), name, text)))
    if (names.has(name)) found.push(duplicate(at(field, 'name'), name))
    if (found.length === 0) names.add(name)
    return found
  })
  return { causes, names }
}

export function validateVolumeMounts(mounts: JsonObject[], volumes: Set<string>, path: string): Cause[] {
  const paths = new Set<string>()
  return mounts.flatMap((mount, index) => {
    const field = at(path, index)
    const causes: Cause[] = []
    const name = fieldString(mount, 'name')
    const mountPath = fieldString(mount, 'mountPath')
    if (!name) causes.push(required(at(field, 'name')))
    if (!volumes.has(name)) causes.push(notFoundValue(at(field, 'name'), name))
    if (!mountPath) causes.push(required(at(field, 'mountPath')))
    if (paths.has(mountPath)) causes.push(invalidValue(at(field, 'mountPath'), mountPath, 'must be unique'))
    paths.add(mountPath)
    const subPath = fieldString(mount, 'subPath')
    if (subPath.startsWith('/')) causes.push(invalidValue(at(path, 'subPath'), subPath, 'must be a relative path'))
    else if (subPath.split('/').includes('..')) {
      causes.push(invalidValue(at(path, 'subPath'), subPath, "must not contain '..'"))
    }
    return causes
  })
}
