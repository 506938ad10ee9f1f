import { setTimeout as delay } from 'node:timers/promises'
import { createLogger, parseEnvironment } from '@chat-demo/common'
import { chromium } from 'playwright-core'
import { variables } from '../environment.ts'
import { Itinerary } from './itinerary.ts'
import { makeStay } from './person.ts'

/*
 * A person with a real browser: one stay after the other, until the parent disconnects. A process of its own, because
 * a schedule that is to be kept to the millisecond shares no event loop with a browser's driver, and because a tracer
 * would read all of that driver first.
 */

const launchArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const env = parseEnvironment(variables)
const logger = createLogger('traffic', env.LOG_LEVEL)
const itinerary = new Itinerary(env.TRAFFIC_SEED)
const leaving = new AbortController()
const { signal } = leaving
process.once('disconnect', () => leaving.abort())
// The pod's own process says when to leave.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined)

const browser = await chromium.launch({
  executablePath: env.CHROMIUM_PATH,
  args: launchArguments,
  handleSIGHUP: false,
  handleSIGINT: false,
  handleSIGTERM: false,
})
// Whoever is in the middle of something leaves at once.
signal.addEventListener('abort', () => void browser.close())
try {
  while (!signal.aborted) {
    const stay = itinerary.next()
    process.send?.(await makeStay(browser, env.CHAT_URL, stay, signal))
    await delay(stay.awayMs, undefined, { signal })
  }
} catch (error) {
  if (!signal.aborted) {
    logger.warn({ err: error }, 'the person with the browser could not go on')
    process.exitCode = 1
  }
} finally {
  await browser.close()
  if (process.connected) process.disconnect()
}
