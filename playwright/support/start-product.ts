import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

async function portIsFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise(resolve => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** The first two free ports of the range in which NodePorts lie, away from the product's own. */
async function twoFreePorts(): Promise<[number, number]> {
  const found: number[] = []
  for (let port = 30_100; port < 32_700 && found.length < 2; port += 1) {
    if (await portIsFree(port)) found.push(port)
  }
  const [first, second] = found
  if (first === undefined || second === undefined) throw new Error('No two free ports from 30100 to 32700.')
  return [first, second]
}

/**
 * Starts the whole product as `npm start` does, in a folder and on ports of its own, and ends it after the last test.
 * PRODUCT_FOLDER, when it is given, names the `.local` folder of a product that runs already; that one is left running.
 */
export default async function startProduct(): Promise<() => Promise<void>> {
  if (process.env.PRODUCT_FOLDER) return async () => undefined
  const folder = await mkdtemp(path.join(tmpdir(), 'chat-demo-'))
  const [port, chatPort] = await twoFreePorts()
  const child = spawn(
    process.execPath,
    ['local/launcher/bin/start.mjs', '--yes', '--no-open', '--port', String(port), '--chat-port', String(chatPort)],
    {
      cwd: root,
      env: { ...process.env, CHAT_DEMO_LOCAL: folder, OPENAI_API_KEY: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  child.stderr.on('data', chunk => {
    output += chunk
  })
  const exited = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
  let ended = false
  void exited.then(() => {
    ended = true
  })
  const deadline = Date.now() + 240_000
  while (!existsSync(path.join(folder, 'run.json'))) {
    if (ended || Date.now() > deadline) {
      child.kill('SIGTERM')
      await exited
      throw new Error(`The product did not start:\n${output}`)
    }
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  process.env.PRODUCT_FOLDER = folder
  return async () => {
    child.kill('SIGTERM')
    const code = await exited
    if (process.env.KEEP_PRODUCT_FOLDER) return
    await rm(folder, { recursive: true, force: true })
    if (code !== 0) throw new Error(`The product ended with exit code ${code}:\n${output}`)
  }
}
