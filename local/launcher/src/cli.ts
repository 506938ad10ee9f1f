import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { freshLoginLink } from './login-link.ts'
import { openBrowser } from './open-browser.ts'
import { localFolder, type RunFile, readRunFile, root, runFile } from './run-file.ts'
import { statusTable } from './status.ts'

const nothingRuns = 'Nothing runs here. npm start brings everything up.'

function requireRun(): RunFile & Required<Pick<RunFile, 'controlCenter'>> {
  const run = readRunFile()
  if (!run) throw new Error(nothingRuns)
  if (!run.controlCenter) throw new Error('It is still starting; the link is printed when it is up.')
  return { ...run, controlCenter: run.controlCenter }
}

async function open(): Promise<number> {
  const link = await freshLoginLink(requireRun().controlCenter)
  console.log(link)
  openBrowser(link)
  return 0
}

async function status(): Promise<number> {
  console.log(await statusTable(readRunFile()))
  return 0
}

/** Heal all from a terminal. It needs only the cluster: the control center may be dead. */
async function heal(args: string[]): Promise<number> {
  const kubernetes = readRunFile()?.kubernetes
  const env = {
    ...process.env,
    ...(kubernetes
      ? { KUBECONFIG: kubernetes.kubeconfig, KUBE_CONTEXT: kubernetes.context, KUBE_NAMESPACE: kubernetes.namespace }
      : {}),
  }
  if (!kubernetes && !process.env.KUBECONFIG)
    throw new Error(`${nothingRuns} For another cluster give KUBECONFIG and KUBE_CONTEXT.`)
  return engineCommand('heal', args, env)
}

/** Runs a command of the engine here, and gives its exit code. */
async function engineCommand(name: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const script = path.join(root, 'control-center/engine/dist/bin', `${name}.js`)
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit', env })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}

/** A command that asks the running control center: told where its address stands, and where it may write. */
const asking = (name: string) => (args: string[]) =>
  engineCommand(name, args, { ...process.env, RUN_FILE: runFile, VERIFY_DIR: path.join(localFolder, 'verify') })

const commands: Record<string, (args: string[]) => Promise<number>> = {
  open,
  status,
  heal,
  preflight: asking('preflight'),
  'verify-scenarios': asking('verify-scenarios'),
}

/** Runs one command about a system that runs, or ran; the result is the exit code. */
export async function main([name = '', ...args]: string[]): Promise<number> {
  const command = commands[name]
  if (!command) {
    console.error(`"${name}" is not a command; wanted is one of ${Object.keys(commands).join(', ')}.`)
    return 2
  }
  try {
    return await command(args)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}
