import { existsSync } from 'node:fs'
import path from 'node:path'

/** An installed Chromium or Chrome, or null. CHROMIUM_PATH names one in another place. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean)
  const places = [
    ...(env.CHROMIUM_PATH ? [env.CHROMIUM_PATH] : []),
    ...names.flatMap(name => folders.map(folder => path.join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ]
  return places.find(place => existsSync(place)) ?? null
}
