import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'

/**
 * Places of `rabbitmq-server`, best first. Debian's own comes before the PATH: what stands in its sbin is a wrapper that
 * switches to the user rabbitmq and drops the environment, and with it every setting of ours.
 */
export function rabbitmqPlaces(searchPath = process.env.PATH ?? ''): string[] {
  return [
    '/usr/lib/rabbitmq/bin',
    ...searchPath.split(path.delimiter).filter(Boolean),
    '/opt/homebrew/sbin',
    '/opt/homebrew/opt/rabbitmq/sbin',
    '/usr/local/sbin',
    '/usr/local/opt/rabbitmq/sbin',
    '/opt/rabbitmq/sbin',
    '/usr/sbin',
  ].map(folder => path.join(folder, 'rabbitmq-server'))
}

function isExecutable(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The broker's program on this machine, or null. */
export function findRabbitmq(places = rabbitmqPlaces()): string | null {
  return places.find(isExecutable) ?? null
}

/** Erlang's port mapper, beside `erl` in the PATH or in the usual places. */
export function findEpmd(searchPath = process.env.PATH ?? ''): string | null {
  const folders = [
    ...searchPath.split(path.delimiter).filter(Boolean),
    '/usr/bin',
    '/opt/homebrew/bin',
    '/usr/local/bin',
    '/usr/lib/erlang/bin',
  ]
  return folders.map(folder => path.join(folder, 'epmd')).find(isExecutable) ?? null
}
