import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { chown } from 'node:fs/promises'

/** The account that servers which refuse root run as; it exists on every Linux and owns nothing else. */
const nobody = { uid: 65534, gid: 65534 }

const isRoot = process.getuid?.() === 0

/** The command that runs `command` without root's identity; unchanged when this process is not root. */
export function unprivilegedCommand(command: string, args: string[], root = isRoot): [string, string[]] {
  if (!root) return [command, args]
  // A checkout below /root can be entered by root only. The capability lets the unprivileged server read its own
  // binaries and reach its data folder there, and nothing else of root's comes along.
  return [
    'setpriv',
    [
      `--reuid=${nobody.uid}`,
      `--regid=${nobody.gid}`,
      '--clear-groups',
      '--inh-caps=-all,+dac_read_search',
      '--ambient-caps=-all,+dac_read_search',
      '--bounding-set=-all,+dac_read_search',
      command,
      ...args,
    ],
  ]
}

/** Starts a server that refuses to run as root. */
export function spawnUnprivileged(command: string, args: string[], options: SpawnOptions): ChildProcess {
  return spawn(...unprivilegedCommand(command, args), options)
}

/** Gives a folder to the account that `spawnUnprivileged` uses. */
export async function ownByUnprivileged(folder: string): Promise<void> {
  if (isRoot) await chown(folder, nobody.uid, nobody.gid)
}
