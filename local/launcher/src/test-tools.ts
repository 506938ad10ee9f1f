import { spawnSync } from 'node:child_process'
import { findBrokerContainer, findRabbitmq } from '@chat-demo/cluster/images'
import { findBrowser } from './find-browser.ts'
import { installRabbitmq } from './rabbitmq-install.ts'
import { explain, StepError } from './steps.ts'

/**
 * Makes sure that the tests find RabbitMQ and a Chromium or Chrome, installing what is missing where that may be done.
 * @returns what was found.
 */
export async function ensureTestTools(yes: boolean): Promise<string> {
  try {
    const find = () => findRabbitmq() ?? findBrokerContainer()
    if (!find()) await installRabbitmq(yes)
    const rabbitmq = find()
    if (!rabbitmq) throw new StepError('RabbitMQ was installed, and is not found.')
    const browser = findBrowser() ?? installBrowser()
    return [rabbitmq, browser].join(', ')
  } catch (error) {
    throw new Error(explain(error), { cause: error })
  }
}

function installBrowser(): string {
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    ]) {
      const { status, stderr } = spawnSync('apt-get', args, {
        encoding: 'utf8',
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
      if (status !== 0) throw new StepError(`apt-get ${args.join(' ')} failed:\n${stderr.trim()}`)
    }
    const browser = findBrowser()
    if (browser) return browser
  }
  throw new StepError(
    'The browser tests need Chromium or Chrome, and neither is on this machine. Install one, or name it in CHROMIUM_PATH.',
  )
}
