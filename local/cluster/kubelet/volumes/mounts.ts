import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Container, Volume } from '../../client/types.ts'
import type { MountedPath } from '../environment/paths.ts'
import { MountError, type VolumeContext, volumeFiles } from './content.ts'
import { writeVolume } from './writer.ts'

export interface VolumeDirectories {
  /** Directory of the pod's own volumes; goes with the pod. */
  podVolumes: string
  /** Directory of a claim, which outlives pods; undefined when there is no claim of that name. */
  claim: (name: string) => string | undefined
}

/** Sets up one volume and returns its directory on this machine. */
export function setUpVolume(volume: Volume, directories: VolumeDirectories, context: VolumeContext): string {
  const own = join(directories.podVolumes, volume.name)
  const files = volumeFiles(volume, context)
  if (files) {
    writeVolume(own, files)
    return own
  }
  if (volume.emptyDir) return shared(own)
  if (volume.persistentVolumeClaim) {
    const { claimName } = volume.persistentVolumeClaim
    const directory = directories.claim(claimName)
    if (!directory) throw new MountError(`persistentvolumeclaim "${claimName}" not found`)
    return shared(directory)
  }
  if (volume.hostPath) {
    const { path, type } = volume.hostPath
    if (type === 'DirectoryOrCreate') mkdirSync(path, { recursive: true })
    if (type && !existsSync(path)) throw new MountError(`hostPath type check failed: ${path} is not there`)
    return path
  }
  const kinds = Object.keys(volume).filter(key => key !== 'name')
  throw new MountError(`volumes of type ${kinds.join(', ')} are not supported by this node`)
}

/** Open to every user: the containers of a pod may run as different ones. */
function shared(directory: string): string {
  mkdirSync(directory, { recursive: true })
  chmodSync(directory, 0o777)
  return directory
}

/** Where each mount of a container is on this machine. */
export function mountedPaths(container: Container, volumePaths: Map<string, string>): MountedPath[] {
  return (container.volumeMounts ?? []).map(({ name, mountPath, subPath }) => {
    const directory = volumePaths.get(name)
    if (directory === undefined) throw new MountError(`the volume ${name} is not there`)
    return { mountPath: mountPath.replace(/(?<=.)\/$/, ''), hostPath: subPath ? join(directory, subPath) : directory }
  })
}
