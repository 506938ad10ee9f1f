// The one program of every container in the conformance suite. What it does comes from the environment, because
// a process cluster runs an image by its name and does not look at `command` and `args`.
//
//   PRINT                 lines to print at the start, separated by `|`
//   PRINT_ERROR           the same on standard error
//   PRINT_ENV             name prefixes, separated by commas: print every variable that starts with one, sorted
//   PRINT_FILE            paths, separated by commas: print each file's text
//   PRINT_COUNT           print `line 1` to `line N`, every PRINT_EVERY_MS (default 0: all at once)
//   PORT, HOST            serve HTTP: /healthz, /readyz, everything else answers the pod's name
//   UNHEALTHY_AFTER_SECONDS   /healthz answers 500 from then on
//   READY_AFTER_SECONDS       /readyz answers 503 until then
//   UNREADY_AFTER_SECONDS     /readyz answers 503 from then on
//   HEALTHY_AFTER_SECONDS     nothing listens until then
//   FETCH                 a URL: fetch it FETCH_TIMES times (default 1), print the answers or the error's code
//   ALLOCATE_MB           take this much memory, in steps of 8 MB, and keep it
//   IGNORE_SIGTERM        `true`: print SIGTERM and go on; otherwise print it and exit 0
//   EXIT_CODE             exit with this code, after EXIT_AFTER_SECONDS (default 0)
//   STAY                  `true`: stay even when nothing else is asked for
import { randomFillSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const env = process.env
const seconds = name => (env[name] === undefined ? undefined : Number(env[name]))
const list = (name, separator) => (env[name] ? env[name].split(separator) : [])
const startedAt = performance.now()
const age = () => (performance.now() - startedAt) / 1000

process.on('SIGTERM', () => {
  console.log('SIGTERM')
  if (env.IGNORE_SIGTERM !== 'true') process.exit(0)
})

for (const line of list('PRINT', '|')) console.log(line)
for (const line of list('PRINT_ERROR', '|')) console.error(line)
const prefixes = list('PRINT_ENV', ',')
for (const name of Object.keys(env).sort()) {
  if (name !== 'PRINT_ENV' && prefixes.some(prefix => name.startsWith(prefix))) console.log(`${name}=${env[name]}`)
}
for (const path of list('PRINT_FILE', ',')) console.log(readFileSync(path, 'utf8').trimEnd())

if (env.PRINT_COUNT) {
  const count = Number(env.PRINT_COUNT)
  const every = Number(env.PRINT_EVERY_MS ?? 0)
  let printed = 0
  const next = () => {
    do console.log(`line ${++printed}`)
    while (every === 0 && printed < count)
    if (printed < count) setTimeout(next, every)
  }
  next()
}

if (env.PORT) {
  const server = createServer((request, response) => {
    const unhealthy = age() >= (seconds('UNHEALTHY_AFTER_SECONDS') ?? Number.POSITIVE_INFINITY)
    const unready =
      age() < (seconds('READY_AFTER_SECONDS') ?? 0) ||
      age() >= (seconds('UNREADY_AFTER_SECONDS') ?? Number.POSITIVE_INFINITY)
    const code = request.url === '/healthz' && unhealthy ? 500 : request.url === '/readyz' && unready ? 503 : 200
    response.writeHead(code, { 'content-type': 'text/plain' }).end(env.POD_NAME ?? 'ok')
  })
  setTimeout(
    () => server.listen(Number(env.PORT), env.HOST ?? '127.0.0.1', () => console.log('listening')),
    (seconds('HEALTHY_AFTER_SECONDS') ?? 0) * 1000,
  )
}

if (env.FETCH) {
  for (let time = 0; time < Number(env.FETCH_TIMES ?? 1); time++) {
    try {
      const response = await fetch(env.FETCH, { headers: { connection: 'close' } })
      console.log(`${response.status} ${(await response.text()).trim()}`)
    } catch (error) {
      console.log(`error ${error.cause?.code ?? error.message}`)
    }
  }
}

if (env.ALLOCATE_MB) {
  const kept = []
  const take = () => {
    if (kept.length * 8 >= Number(env.ALLOCATE_MB)) return console.log('allocated')
    kept.push(randomFillSync(Buffer.allocUnsafeSlow(8 * 1024 * 1024)))
    setTimeout(take, 20)
  }
  take()
}

if (env.STAY === 'true') setInterval(() => {}, 60_000)
if (env.EXIT_CODE !== undefined) {
  setTimeout(() => process.exit(Number(env.EXIT_CODE)), (seconds('EXIT_AFTER_SECONDS') ?? 0) * 1000)
}
