import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chown } from 'node:fs/promises'

/** The account that servers which refuse root run as; it exists on every Linux and owns nothing else. */
const nobody = { uid: 65534, gid: 65534 }

const isRoot = process.getuid?.() === 0

const capabilities = { dac_override: 1n << 1n, dac_read_search: 1n << 2n }

/**
 * The capability by which a server without root's identity still enters a checkout below /root: the smallest one that
 * this process has to give, or null in a container that was given neither.
 * @param status the text of /proc/self/status
 */
export function enteringCapability(status: string): keyof typeof capabilities | null {
  const mask = /^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1]
  if (!mask) return null
  const effective = BigInt(`0x${mask}`)
  for (const name of ['dac_read_search', 'dac_override'] as const) if (effective & capabilities[name]) return name
  return null
}

/** The command that runs `command` as nobody, with that one capability and no other. */
export function unprivilegedCommand(command: string, args: string[], capability: string | null): [string, string[]] {
  const set = capability ? `-all,+${capability}` : '-all'
  return [
    'setpriv',
    [
      `--reuid=${nobody.uid}`,
      `--regid=${nobody.gid}`,
      '--clear-groups',
      // PostgreSQL asks access(2) about its own program, which ignores capabilities of others than root without this.
      ...(capability ? ['--securebits=+no_setuid_fixup'] : []),
      `--inh-caps=${set}`,
      `--ambient-caps=${set}`,
      `--bounding-set=${set}`,
      command,
      ...args,
    ],
  ]
}

/** Starts a server that refuses to run as root. */
export function spawnUnprivileged(command: string, args: string[], options: SpawnOptions): ChildProcess {
  if (!isRoot) return spawn(command, args, options)
  return spawn(
    ...unprivilegedCommand(command, args, enteringCapability(readFileSync('/proc/self/status', 'utf8'))),
    options,
  )
}

/** Gives a folder to the account that `spawnUnprivileged` uses. */
export async function ownByUnprivileged(folder: string): Promise<void> {
  if (isRoot) await chown(folder, nobody.uid, nobody.gid)
}
