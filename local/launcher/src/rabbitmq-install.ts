import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { rabbitmqImage } from '@chat-demo/cluster/images'
import { StepError } from './steps.ts'

/** One way to get RabbitMQ onto this machine, and what it will do, in words. */
export interface InstallWay {
  id: 'apt' | 'brew' | 'container'
  says: string
  commands: string[][]
  /** Debian starts a service with its package; ours is a process of its own, so that one is held back. */
  holdServices: boolean
}

/** What is known of the machine, asked once. */
export interface Machine {
  has(program: string): boolean
  /** Whether a container engine is there and answers. */
  runs(engine: string): boolean
  root: boolean
  passwordlessSudo: boolean
}

/** The ways that exist here, best first. */
export function installWays({ has, runs, root, passwordlessSudo }: Machine): InstallWay[] {
  const ways: InstallWay[] = []
  if (has('apt-get') && (root || passwordlessSudo)) {
    const sudo = root ? [] : ['sudo', '-n']
    ways.push({
      id: 'apt',
      says: `${root ? '' : 'sudo '}apt-get install rabbitmq-server (about 100 MB with Erlang; no system service is started)`,
      commands: [
        [...sudo, 'apt-get', 'update', '-qq'],
        [
          ...sudo,
          'env',
          'DEBIAN_FRONTEND=noninteractive',
          'RUNLEVEL=1',
          'apt-get',
          'install',
          '-y',
          '-qq',
          '--no-install-recommends',
          'rabbitmq-server',
        ],
      ],
      holdServices: true,
    })
  }
  if (has('brew'))
    ways.push({
      id: 'brew',
      says: 'brew install rabbitmq (its service is not started)',
      commands: [['brew', 'install', 'rabbitmq']],
      holdServices: false,
    })
  for (const engine of ['docker', 'podman'].filter(runs))
    ways.push({
      id: 'container',
      says: `${engine} pull ${rabbitmqImage} (about 250 MB; it runs in a container while the demo runs)`,
      commands: [[engine, 'pull', rabbitmqImage]],
      holdServices: false,
    })
  return ways
}

export function thisMachine(): Machine {
  const has = (program: string) => spawnSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' }).status === 0
  return {
    has,
    runs: engine => spawnSync(engine, ['info'], { stdio: 'ignore' }).status === 0,
    root: process.getuid?.() === 0,
    passwordlessSudo: has('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0,
  }
}

const byHand = `RabbitMQ 3.10 or newer is needed and is not on this machine. Install it in one of these ways, then run npm start again:
  Debian, Ubuntu   sudo apt-get install rabbitmq-server
  Fedora           sudo dnf install rabbitmq-server
  macOS            brew install rabbitmq
  a container      docker pull ${rabbitmqImage}   (or podman)
A rabbitmq-server in the PATH is found by itself. Its system service is not needed.`

async function agrees(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const prompt = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^(y|yes|)$/i.test((await prompt.question(`${question} [Y/n] `)).trim())
  } finally {
    prompt.close()
  }
}

/**
 * Puts RabbitMQ onto this machine, after asking.
 * @throws StepError that names the ways when there is none here, or the person says no.
 */
export async function installRabbitmq(yes: boolean, machine = thisMachine()): Promise<string> {
  const way = installWays(machine)[0]
  if (!way) throw new StepError(byHand)
  if (!yes) {
    console.log(`\n  RabbitMQ is not on this machine. It would be installed by:\n    ${way.says}\n`)
    if (!(await agrees('  Install it now?'))) {
      throw new StepError(byHand, { todo: 'or run npm start -- --yes, which installs it without asking' })
    }
  }
  const release = way.holdServices && machine.root ? holdServices() : () => undefined
  try {
    for (const [command = '', ...args] of way.commands) {
      const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
      if (status !== 0)
        throw new StepError(`${[command, ...args].join(' ')} failed:\n${stderr.trim()}`, { todo: byHand })
    }
  } finally {
    release()
  }
  return way.says
}

const policy = '/usr/sbin/policy-rc.d'

/** Debian asks this file whether a package may start its service; one that is there already is somebody's own and stays. */
function holdServices(): () => void {
  if (existsSync(policy)) return () => undefined
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(policy, { force: true })
}
