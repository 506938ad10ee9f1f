// Runs before anything is installed: only Node's own modules here.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')
const localFolder = process.env.CHAT_DEMO_LOCAL ?? path.join(root, '.local')
export const logs = path.join(localFolder, 'build-logs')

const lowestNode = [20, 19]

/** Ends the process with a sentence when this Node is too old. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > lowestNode[0] || (major === lowestNode[0] && minor >= lowestNode[1])) return
  console.error(
    `This needs Node.js ${lowestNode.join('.')} or newer; this is ${version}. The newest LTS is recommended.`,
  )
  process.exit(1)
}

/** Ends the process with a sentence when nothing can be written where everything is written. */
export function requireWritable(folder = localFolder) {
  const probe = path.join(folder, '.writable')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    console.error(
      `${folder} cannot be written: ${error.code}. State and logs go there. CHAT_DEMO_LOCAL names another folder, on a disk that can be written.`,
    )
    process.exit(1)
  }
}

/** Prints one line for a step with the time it took; a step that throws is named and ends everything. */
export async function step(title, work) {
  const began = performance.now()
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
  try {
    const found = await work()
    console.log(`  ✓ ${title}${found ? ` (${found})` : ''}  ${seconds()}`)
  } catch (error) {
    console.error(`  ✗ ${title}  ${seconds()}\n\n${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
}

/** Runs a command quietly, its output in a log file; rejects with the end of that log. */
export function quietly(name, command, args, options = {}) {
  mkdirSync(logs, { recursive: true })
  const file = path.join(logs, `${name}.log`)
  const log = createWriteStream(file)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    child.once('error', error => reject(new Error(`${command} could not be started: ${error.message}`)))
    child.once('close', code =>
      log.end(() => {
        if (code === 0) return resolve()
        const lines = readFileSync(file, 'utf8').trim().split('\n')
        // npm says what is wrong first and how npm is used last.
        const shown = lines.length > 30 ? [...lines.slice(0, 15), '…', ...lines.slice(-10)] : lines
        reject(
          new Error(`${command} ${args.join(' ')} ended with exit code ${code}. From ${file}:\n\n${shown.join('\n')}`),
        )
      }),
    )
  })
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

const stamp = path.join(root, 'node_modules', '.installed')
const lockFile = path.join(root, 'package-lock.json')

/** What is wanted of node_modules: the lock file's content, for this Node's binary interface. */
const wanted = () => createHash('sha256').update(readFileSync(lockFile)).update(process.versions.modules).digest('hex')

/**
 * Installs what package-lock.json names, unless exactly that is installed already for this Node. Not by `npm ci`: it
 * refuses a lock file that lacks the binaries of platforms which the registry at hand does not carry.
 */
export async function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()) return 'nothing new'
  await quietly('install', npm, ['install', '--no-audit', '--no-fund'])
  writeFileSync(stamp, wanted())
  return `${Object.keys(JSON.parse(readFileSync(lockFile, 'utf8')).packages).length} packages`
}

/** Builds every workspace; what did not change comes from turborepo's cache. */
export async function build() {
  const turbo = path.join(root, 'node_modules', '.bin', 'turbo')
  await quietly('build', turbo, ['run', 'build', '--output-logs=errors-only'], {
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  })
}
