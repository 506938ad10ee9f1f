import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { StepError } from './steps.ts'

/** Who listens on a port of this machine, as far as its tools tell: `node (pid 12)`, or null. */
export function holderOf(port: number): string | null {
  const [command, ...args] =
    process.platform === 'linux'
      ? ['ss', '-Hltnp', `sport = :${port}`]
      : ['lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fcp']
  let output: string
  try {
    output = execFileSync(command as string, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    // Neither tool is on every machine, and naming the holder is a courtesy: the port is named in any case.
    return null
  }
  const linux = /users:\(\("([^"]+)",pid=(\d+)/.exec(output)
  if (linux) return `${linux[1]} (pid ${linux[2]})`
  const pid = /^p(\d+)/m.exec(output)
  const name = /^c(.+)/m.exec(output)
  return pid && name ? `${name[1]} (pid ${pid[1]})` : null
}

const listen = (port: number, host: string) =>
  new Promise<{ port: number; close(): Promise<void> }>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error(`No port on ${host}.`))
      resolve({ port: address.port, close: () => new Promise(done => server.close(() => done())) })
    })
  })

/** @throws StepError that names the port, its holder, and the flag that chooses another. */
export async function requireFree(port: number, flag: string): Promise<void> {
  try {
    await (await listen(port, '127.0.0.1')).close()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    const holder = holderOf(port)
    throw new StepError(`Port ${port} is taken${holder ? ` by ${holder}` : ''}.`, {
      todo: `end that program, or choose another port: npm start -- ${flag} N`,
    })
  }
}

/** A UDP port that is free now on 127.0.0.1. */
export function freeUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}

/** A port that is free now on 127.0.0.1. */
export async function freePort(): Promise<number> {
  const { port, close } = await listen(0, '127.0.0.1')
  await close()
  return port
}
