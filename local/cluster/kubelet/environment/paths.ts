/** A mounted volume: where the manifest says that it is and where it is on this machine. */
export interface MountedPath {
  mountPath: string
  hostPath: string
}

/**
 * A process has no file system of its own: a variable whose value begins with a mount path gets the path of the pod's
 * own directory instead. The longest mount path wins.
 */
export function replaceMountPaths(environment: Record<string, string>, mounts: MountedPath[]): Record<string, string> {
  const longestFirst = [...mounts].sort((a, b) => b.mountPath.length - a.mountPath.length)
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const mount = longestFirst.find(({ mountPath }) => value === mountPath || value.startsWith(`${mountPath}/`))
      return [name, mount ? mount.hostPath + value.slice(mount.mountPath.length) : value]
    }),
  )
}

/** Where all pods share one address: a variable that names a container port gets the free port that stands in for it. */
export function replacePorts(
  environment: Record<string, string>,
  ownNames: Set<string>,
  hostPorts: Record<string, number>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const free = ownNames.has(name) && (name === 'PORT' || name.endsWith('_PORT')) ? hostPorts[value] : undefined
      return [name, free === undefined ? value : String(free)]
    }),
  )
}
